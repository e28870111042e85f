using Amuro.Analysis.Auditing;
using Amuro.Results;

namespace Amuro.Tests.Analysis.Auditing;

/// <summary>Problems of what a text says about groups of tasks.</summary>
public sealed class GroupRuleTests
{
    private static readonly StatedPair s_nli = new("nli", "nli"), s_ood = new("nli", "nli_ood"), s_qa = new("qa", "qa");

    [Fact]
    public void A_pair_that_a_group_counts_twice_is_found_with_what_it_does_to_the_mean()
    {
        StudyResults results = AuditStudy.Scores;
        AuditFinding found = AuditStudy.One("pair_counted_twice", results, DataAudit.Default.WithGroups(new StatedGroup("learned", [s_nli, s_qa, s_nli])));
        Assert.False(found.FromTablesAlone);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli", TunedOn: "" or "nli" }), found);
        (double nli, double qa) = (Gain(results, s_nli, 300), Gain(results, s_qa, 300));
        Assert.Equal(((2 * nli) + qa) / 3, found.Figures["raw_as_stated_300"], 12);
        Assert.Equal((nli + qa) / 2, found.Figures["raw_once_300"], 12);
        Assert.Empty(AuditStudy.Found("pair_counted_twice", results, DataAudit.Default.WithGroups(new StatedGroup("learned", [s_nli, s_qa]))));
    }

    [Theory]
    [InlineData(450, false)]
    [InlineData(200, true)]
    [InlineData(777, true)]
    public void A_stated_peak_that_is_not_the_peak_is_found(long stated, bool wrong)
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Step: 450, Stage: Stage.FineTuned }, r => r with { Score = 0.99 }).With(r => r is { Step: 450, Stage: Stage.Base }, r => r with { Score = 0.3 });
        AuditFinding[] found = AuditStudy.Found("peak_checkpoint", results, DataAudit.Default.WithGroups(new StatedGroup("all", [s_nli, s_ood, s_qa], stated)));
        Assert.Equal(wrong ? 1 : 0, found.Length);
        if (wrong)
        {
            Assert.Equal((AuditSeverity.Serious, 450.0), (found[0].Severity, found[0].Figures["peak_raw"]));
            AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli" or "nli_ood", TunedOn: "" or "nli" } or { Task: "qa", TunedOn: "" or "qa" }).Where(r => r.Step == 450 || r.Step == stated), found[0]);
            double mean = new[] { s_nli, s_ood, s_qa }.Average(p => Gain(results, p, 450));
            Assert.Equal(stated == 777 ? double.NaN : mean - new[] { s_nli, s_ood, s_qa }.Average(p => Gain(results, p, stated)), found[0].Figures["peak_raw_minus_stated"], 12);
        }
    }

    [Fact]
    public void One_tiny_base_score_that_drives_a_mean_of_ratios_is_found_with_and_without_stated_groups()
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "nli_ood", Stage: Stage.Base, Step: 300 }, r => r with { Score = 0.02 });
        AuditFinding stated = AuditStudy.One("ratio_driven_by_one_cell", results, DataAudit.Default.WithGroups(new StatedGroup("family", [s_nli, s_ood])));
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli_ood", Step: 300, TunedOn: "" or "nli" }), stated);
        Assert.Equal((300.0, 0.02, 16.0), (stated.Figures["cell_step"], stated.Figures["cell_base"], stated.Figures["n"]));
        double[] ratios = [.. new[] { s_nli, s_ood }.SelectMany(p => results.Scores.Select(r => r.Step).Distinct().Select(step => Ratio(results, p, step)))];
        Assert.Equal(ratios.Average(), stated.Figures["ratio_mean"], 12);
        Assert.Equal((ratios.Sum() - Ratio(results, s_ood, 300)) / 15, stated.Figures["ratio_mean_without"], 12);

        // Tuned on nli and on qa the same base score stands below the line.
        AuditFinding own = AuditStudy.One("ratio_driven_by_one_cell", results);
        Assert.Equal((true, AuditSeverity.Note, AuditSeverity.Warning), (own.FromTablesAlone, own.Severity, stated.Severity));
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli_ood", Step: 300 }), own);
        Assert.Empty(AuditStudy.Found("ratio_driven_by_one_cell", results, DataAudit.Default.WithOutlierShift(5)));
    }

    [Fact]
    public void Groups_are_taken_in_the_format_and_number_of_shots_they_are_stated_in()
    {
        StudyResults results = AuditStudy.Scores.With(r => r.Task == "nli", r => r with { Format = "official", Shots = 2 });
        StatedPair pair = new("nli", "nli", "official", 2);
        Assert.NotEmpty(AuditStudy.Found("pair_counted_twice", results, DataAudit.Default.WithGroups(new StatedGroup("g", [pair, pair]))));
        Assert.Empty(AuditStudy.Found("pair_counted_twice", results, DataAudit.Default.WithGroups(new StatedGroup("g", [pair with { Shots = 3 }, pair with { Shots = 3 }]))));
        Assert.Empty(AuditStudy.Found("pair_counted_twice", results, DataAudit.Default.WithGroups(new StatedGroup("g", [s_nli, s_nli]))));
    }

    private static double Gain(StudyResults results, StatedPair pair, long step) => Score(results, pair.TunedOn, pair.Task, step) - Score(results, "", pair.Task, step);

    private static double Ratio(StudyResults results, StatedPair pair, long step) => Gain(results, pair, step) / Score(results, "", pair.Task, step);

    private static double Score(StudyResults results, string tunedOn, string task, long step) => results.Scores.Single(r => r.TunedOn == tunedOn && r.Task == task && r.Step == step).Score;
}
