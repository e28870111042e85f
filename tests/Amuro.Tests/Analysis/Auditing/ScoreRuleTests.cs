using Amuro.Analysis.Auditing;
using Amuro.Results;

namespace Amuro.Tests.Analysis.Auditing;

/// <summary>Problems of single scores.</summary>
public sealed class ScoreRuleTests
{
    [Fact]
    public void A_base_model_that_is_perfect_from_the_start_is_found()
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "nli_ood", Stage: Stage.Base }, r => r with { Score = r.Step == 0 ? 0.995 : 1 });
        AuditFinding found = AuditStudy.One("untrained_model_is_perfect", results);
        Assert.Equal(AuditSeverity.Serious, found.Severity);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli_ood", Stage: Stage.Base, Step: 0 }), found);
        Assert.Empty(AuditStudy.Found("untrained_model_is_perfect", results, DataAudit.Default.WithPerfectScore(0.999)));
    }

    [Fact]
    public void A_series_that_begins_late_may_begin_well()
    {
        StudyResults late = AuditStudy.Scores.With(_ => true, r => r with { Step = r.Step + 1000, Score = r.Stage == Stage.Base ? 0.995 : r.Score });
        Assert.Empty(AuditStudy.Found("untrained_model_is_perfect", late));
    }

    [Fact]
    public void Scores_on_labels_that_are_known_to_be_unusable_are_listed_format_by_format()
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "qa", Step: 200 }, r => r with { Format = "io" });
        AuditFinding all = AuditStudy.One("unusable_labels", results, DataAudit.Default.WithUnusableLabels("qa", "are all -1"));
        AuditStudy.AssertRows(results.Scores.Where(r => r.Task == "qa"), all);
        AuditFinding one = AuditStudy.One("unusable_labels", results, DataAudit.Default.WithUnusableLabels("qa", "are all -1", "io"));
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "qa", Step: 200 }), one);
        Assert.Contains("qa: its labels are all -1", one.Statement, StringComparison.Ordinal);
        Assert.False(one.FromTablesAlone);
        Assert.Empty(AuditStudy.Found("unusable_labels", results, DataAudit.Default.WithUnusableLabels("mrpc", "are all -1")));
    }

    [Fact]
    public void Scores_at_the_share_of_a_class_are_found_with_the_class()
    {
        // A third of the classes is "yes"; the base model of nli gives one of them always, as its interval's midpoint shows it.
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "nli", Stage: Stage.Base }, r => r with { Metric = "acc", N = 300, Score = r.Step < 300 ? 1.0 / 3 : (2.0 / 3) + 0.0001, StandardError = 0.027 });
        DataAudit audit = DataAudit.Default.WithClassCounts("nli", new Dictionary<string, int> { ["yes"] = 100, ["no"] = 200 });
        AuditFinding found = AuditStudy.One("score_equals_class_share", results, audit);
        Assert.Equal(AuditSeverity.Warning, found.Severity);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli", Stage: Stage.Base }), found);
        Assert.All(found.Rows, r => Assert.Equal(r.Score.Step < 300 ? "share of the class 'yes'" : "share of the class 'no'", r.Remark));
        Assert.Equal(0.0001 / 0.027, found.Rows[^1].Figures["z"], 10);
        Assert.False(found.FromTablesAlone);
    }

    [Fact]
    public void Scores_at_the_majority_that_the_rows_state_are_found_without_facts()
    {
        StudyResults results = AuditStudy.Scores.With(r => r.Task == "nli", r => r with { Majority = 0.62 }).With(r => r is { Task: "nli", TunedOn: "qa" }, r => r with { Score = 0.62 });
        AuditFinding found = AuditStudy.One("score_equals_class_share", results);
        Assert.Superset(results.Scores.Where(r => r is { Task: "nli", TunedOn: "qa" }).ToHashSet(), found.Rows.Select(r => r.Score).ToHashSet());
        Assert.True(found.FromTablesAlone);
        Assert.Empty(AuditStudy.Found("score_equals_class_share", results with { Items = AuditStudy.Clean.Items })); // the predictions are known and differ
    }

    [Fact]
    public void Standard_errors_of_zero_and_scores_of_zero_are_found()
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "ships", TunedOn: "nli" }, r => r with { Score = r.Step == 0 ? 0 : 1, StandardError = 0 });
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "ships", TunedOn: "nli" }), AuditStudy.One("zero_standard_error", results));
        AuditFinding zero = AuditStudy.One("zero_score", results);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "ships", TunedOn: "nli", Step: 0 }), zero);
        Assert.Contains("All are of models tuned on nli", zero.Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acc", 1.0000001, true)]
    [InlineData("acc", -0.1, true)]
    [InlineData("rougeL", 43.2, true)]
    [InlineData("mcc", -0.1, false)]
    [InlineData("mcc", -1.1, true)]
    [InlineData("word_perplexity", 12.5, false)]
    [InlineData("CrossEntropyLoss", 4.5, false)]
    [InlineData("acc", 1.0, false)]
    public void Scores_that_the_metric_cannot_have_are_found(string metric, double score, bool found)
    {
        StudyResults results = AuditStudy.Scores.With(r => r is { Task: "ships", Step: 450, TunedOn: "qa" }, r => r with { Metric = metric, Score = score });
        AuditFinding[] findings = AuditStudy.Found("score_out_of_range", results);
        Assert.Equal(found ? 1 : 0, findings.Length);
        if (found)
        {
            AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "ships", Step: 450, TunedOn: "qa" }), findings[0]);
            Assert.Equal(score > 40, findings[0].Statement.Contains("percentages", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Shots_that_are_scored_too_are_found_once_it_is_known_that_they_are()
    {
        StudyResults results = AuditStudy.Scores.With(_ => true, r => r with { Shots = 4 }).With(r => r.Task == "ships", r => r with { N = 500 }).With(r => r.Task == "qa", r => r with { N = 0 });
        Assert.Empty(AuditStudy.Found("shots_scored", results));
        AuditFinding found = AuditStudy.One("shots_scored", results, DataAudit.Default.WithShotsFromScoredItems().WithItemCount("qa", 40));
        AuditStudy.AssertRows(results.Scores.Where(r => r.Task != "ships"), found); // 4 of 200 and of 40 are at least 1 %, of 500 they are not
        Assert.Equal((0.1, 0.02, 0.008), (found.Figures["share_qa"], found.Figures["share_nli"], found.Figures["share_ships"]));
        Assert.Equal(results.Scores.Count, found.Figures["rows_with_4_shots"]);
    }

    [Fact]
    public void Standard_errors_of_another_number_of_items_are_found()
    {
        StudyResults results = AuditStudy.Scores.With(r => r.Task == "ships", r => r with { Metric = "acc", StandardError = r.StandardError / (r is { Step: 600, TunedOn: "nli" } ? 3 : 1) });
        AuditFinding found = AuditStudy.One("items_do_not_fit_standard_error", results);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "ships", Step: 600, TunedOn: "nli" }), found);
        Assert.Equal(9 * 199, found.Rows[0].Figures["implied_items"], 6);
        Assert.Empty(AuditStudy.Found("items_do_not_fit_standard_error", results, DataAudit.Default.WithImpliedItemsFactor(10)));
    }

    [Fact]
    public void The_items_that_standard_errors_imply_are_told_where_the_table_does_not_say_them()
    {
        StudyResults results = AuditStudy.Scores.With(r => r.Task == "ships", r => r with { N = 0 });
        AuditFinding found = AuditStudy.One("implied_items", results);
        Assert.Equal(AuditSeverity.Note, found.Severity);
        Assert.Equal(199, found.Figures["items_ships"], 6);
        Assert.Equal((24.0, 2), (found.Figures["rows_ships"], found.Figures.Count));
    }

    [Fact]
    public void Changes_that_their_items_cannot_show_are_listed()
    {
        StudyResults results = AuditStudy.Scores
            .With(r => r is { Task: "ships", Step: 600 }, r => r with { Score = r.TunedOn == "nli" ? 0.53 : 0.5, StandardError = r.TunedOn == "nli" ? 0.03 : 0.04 });
        AuditRow found = AuditStudy.One("too_few_items", results).Rows.Single(r => r.Score is { Task: "ships", Step: 600 });
        Assert.Equal("nli", found.Score.TunedOn); // tuned on qa it is 0.5 as well: no change that anybody would speak of
        Assert.Equal(0.03, found.Figures["change"], 12);
        Assert.Equal((1.959963984540054 + 0.8416212335729143) * 0.05, found.Figures["smallest_detectable_change"], 10);
        StudyResults certain = results.With(_ => true, r => r with { StandardError = 0.001 });
        Assert.DoesNotContain(AuditStudy.Found("too_few_items", certain).SelectMany(f => f.Rows), r => r.Score is { Task: "ships", Step: 600 });
    }
}
