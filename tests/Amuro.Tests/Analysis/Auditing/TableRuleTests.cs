using Amuro.Analysis.Auditing;
using Amuro.Results;

namespace Amuro.Tests.Analysis.Auditing;

/// <summary>Problems of the table as a whole: what is there twice, under two names, or not at all.</summary>
public sealed class TableRuleTests
{
    [Theory]
    [InlineData(0.0, AuditSeverity.Warning)]
    [InlineData(0.01, AuditSeverity.Serious)]
    public void An_evaluation_in_two_rows_is_found(double difference, AuditSeverity severity)
    {
        ScoreRow[] rows = [.. AuditStudy.Scores.Scores];
        ScoreRow twice = rows.First(r => r is { Task: "qa", Step: 300, TunedOn: "nli" });
        StudyResults results = AuditStudy.Scores with { Scores = ScoreTable.From([.. rows, twice with { Score = twice.Score + difference }]) };
        AuditFinding found = AuditStudy.One("duplicate_cells", results);
        Assert.Equal(severity, found.Severity);
        AuditStudy.AssertRows([twice, results.Scores[^1]], found);
        Assert.Equal((1.0, difference > 0 ? 1.0 : 0.0), (found.Figures["cells"], found.Figures["cells_that_differ"]));
    }

    [Fact]
    public void Missing_scores_are_found_cell_by_cell()
    {
        StudyResults results = AuditStudy.Scores with { Scores = ScoreTable.From(AuditStudy.Scores.Scores.Where(r => r is not { Task: "ships", TunedOn: "qa", Step: 0 or 450 })) };
        results = results.With(r => r is { Task: "nli", Stage: Stage.Base, Step: 850 }, r => r with { Score = double.NaN });
        AuditFinding found = AuditStudy.One("missing_cells", results);
        Assert.Equal(AuditSeverity.Warning, found.Severity);
        Assert.Equal([("nli", "", 850), ("ships", "qa", 0), ("ships", "qa", 450)], found.Rows.Select(r => (r.Score.Task, r.Score.TunedOn, r.Score.Step)).Order());
        Assert.All(found.Rows, r => Assert.True(double.IsNaN(r.Score.Score) && r.Remark == "missing"));
        Assert.Contains("ships tuned on qa at 0, 450", found.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Leftovers_of_another_protocol_are_found_and_make_no_gaps()
    {
        ScoreRow[] rows = [.. AuditStudy.Scores.Scores];
        ScoreRow[] left = [rows[3] with { Shots = 2 }, rows[9] with { Model = "other" }];
        StudyResults results = AuditStudy.Scores with { Scores = ScoreTable.From([left[0], .. rows, left[1]]) };
        AuditFinding found = AuditStudy.One("stray_rows", results);
        Assert.Equal(AuditSeverity.Note, found.Severity);
        AuditStudy.AssertRows(left, found);
        Assert.Empty(AuditStudy.Found("missing_cells", results));
    }

    [Fact]
    public void Two_protocols_of_like_size_and_scores_of_other_tasks_are_no_leftovers()
    {
        ScoreRow[] rows = [.. AuditStudy.Scores.Scores];
        Assert.Empty(AuditStudy.Found("stray_rows", AuditStudy.Scores with { Scores = ScoreTable.From(rows.Concat(rows.Select(r => r with { Shots = 4 }))) }));
        Assert.Empty(AuditStudy.Found("stray_rows", AuditStudy.Scores with { Scores = ScoreTable.From([.. rows, rows[0] with { Task = "c4", Metric = "loss", Shots = 4 }]) }));
    }

    [Fact]
    public void A_name_with_two_metrics_is_found()
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "qa", Stage: Stage.Base } && r.Step > 300, r => r with { Metric = "acc" });
        AuditFinding found = AuditStudy.One("one_name_two_protocols", results);
        Assert.Equal(AuditSeverity.Warning, found.Severity);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "qa", Stage: Stage.Base }), found);
        Assert.Contains("exact_match in format default against acc in format default", found.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_two_formats_in_two_files_is_a_note()
    {
        ScoreRow[] rows = [.. AuditStudy.Scores.Scores.Select(r => r with { Source = new RowSource("a.csv", 1) })];
        ScoreRow[] official = [.. rows.Where(r => r is { Task: "qa", Stage: Stage.Base }).Take(4).Select(r => r with { Format = "official", Score = r.Score + 0.1, Source = new RowSource("b.csv", 1) })];
        StudyResults results = AuditStudy.Scores with { Scores = ScoreTable.From(rows.Concat(official)) };
        AuditFinding found = AuditStudy.One("one_name_two_protocols", results);
        Assert.Equal(AuditSeverity.Note, found.Severity);
        AuditStudy.AssertRows([.. rows.Where(r => r is { Task: "qa", Stage: Stage.Base }), .. official], found);
    }

    [Fact]
    public void Several_metrics_of_one_evaluation_and_a_file_for_each_step_are_one_protocol()
    {
        ScoreRow[] rows = [.. AuditStudy.Scores.Scores.Select(r => r with { Source = new RowSource($"step{r.Step}.json", 1) })];
        StudyResults results = AuditStudy.Scores with { Scores = ScoreTable.From(rows.SelectMany(r => new[] { r, r with { Metric = r.Metric + "_norm" } })) };
        Assert.Empty(AuditStudy.Found("one_name_two_protocols", results));
    }

    [Fact]
    public void Checkpoints_that_are_nearly_the_same_show_the_noise()
    {
        StudyResults results = AuditStudy.Scores.With(r => r.Step == 1200, r => r with { Step = 850_020 }).With(r => r.Step == 850, r => r with { Step = 850_000 });
        AuditFinding found = AuditStudy.One("noise_floor", results);
        (ScoreRow Before, ScoreRow After)[] pairs = [.. results.Scores.Where(r => r.Step == 850_000).Select(b => (b, results.Scores.Single(a => a.Step == 850_020 && a.Task == b.Task && a.TunedOn == b.TunedOn)))];
        Assert.Equal(2 * pairs.Length, found.Rows.Count);
        double[] tuned = [.. pairs.Where(p => p.Before.Stage == Stage.FineTuned).Select(p => Math.Abs(p.After.Score - p.Before.Score))];
        Assert.Equal((10.0, tuned.Max(), 5.0), (found.Figures["tuned_n"], found.Figures["tuned_max"], found.Figures["base_n"]));
        Assert.Equal(tuned.Average(), found.Figures["tuned_mean"], 12);
        Assert.Empty(AuditStudy.Found("noise_floor", results, DataAudit.Default.WithNearbySteps(0.00001)));
    }

    [Fact]
    public void Ties_within_a_curve_are_found_with_the_test_that_ignores_them()
    {
        double[] scores = [0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.7];
        long[] steps = [.. AuditStudy.Scores.Scores.Select(r => r.Step).Distinct()];
        StudyResults results = AuditStudy.Scores.With(_ => true, r => r with { Score = r.Score + (0.00001 * r.Step) })
            .With(r => r is { Task: "qa", Stage: Stage.Base }, r => r with { Score = scores[Array.IndexOf(steps, r.Step)] });
        AuditFinding found = AuditStudy.One("ties_in_trend_series", results, DataAudit.Default.WithTrends(new StatedPair("qa", "qa")));
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "qa", Stage: Stage.Base, Score: 0.3 }), found);
        Assert.Equal(27, found.Figures["qa/base/s"]);
        Assert.True(found.Figures["qa/base/p"] > found.Figures["qa/base/p_if_ties_ignored"]);
    }
}
