using Amuro.Analysis.Auditing;
using Amuro.Results;

namespace Amuro.Tests.Analysis.Auditing;

/// <summary>Problems that item records show.</summary>
public sealed class ItemRuleTests
{
    private static StudyResults Choices => AuditStudy.Clean.WithItems(i => i.Task != "qa", i => i with { LogLikelihoods = [-1, -2] });

    [Fact]
    public void Labels_of_minus_one_are_found()
    {
        StudyResults results = Choices.WithItems(i => i.Task == "ships", i => i with { Gold = "-1" });
        AuditFinding found = AuditStudy.One("labels_out_of_range", results);
        Assert.Equal(AuditSeverity.Serious, found.Severity);
        AuditStudy.AssertRows(results.Scores.Where(r => r.Task == "ships"), found);
        Assert.Contains("ships: 200 of 200 items, such as the label '-1'", found.Statement, StringComparison.Ordinal);
        Assert.All(found.Rows, r => Assert.Equal(200, r.Figures["items_out_of_range"]));
    }

    [Fact]
    public void A_label_that_is_no_index_of_the_choices_is_found_where_it_is()
    {
        StudyResults results = Choices.WithItems(i => i is { Task: "nli", Step: 300, TunedOn: "qa", Item: "i7" }, i => i with { Gold = "2" });
        AuditFinding found = AuditStudy.One("labels_out_of_range", results);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli", Step: 300, TunedOn: "qa" }), found);
        Assert.Equal(1, found.Rows[0].Figures["items_out_of_range"]);
    }

    [Fact]
    public void Labels_that_are_texts_are_left_alone() =>
        Assert.Empty(AuditStudy.Found("labels_out_of_range", Choices.WithItems(i => i.Task == "ships", i => i with { Gold = i.Item == "i3" ? "no" : "yes" })));

    [Fact]
    public void Labels_that_are_all_the_same_are_found()
    {
        StudyResults results = AuditStudy.Clean.WithItems(i => i.Task == "nli_ood", i => i with { Gold = "1" });
        AuditFinding found = AuditStudy.One("constant_labels", results);
        Assert.Equal(AuditSeverity.Warning, found.Severity); // perhaps only the place of the right choice, as in SciQ
        AuditStudy.AssertRows(results.Scores.Where(r => r.Task == "nli_ood"), found);
        Assert.Empty(AuditStudy.Found("constant_labels", results, DataAudit.Default.WithFewestItems(201)));
        StudyResults alike = results.WithItems(i => i is { Task: "nli_ood", Step: 0, Stage: Stage.Base }, i => i with { Prediction = "0", Score = 0 });
        Assert.Equal(AuditSeverity.Serious, AuditStudy.One("constant_labels", alike).Severity);
    }

    [Fact]
    public void A_model_that_answers_all_items_alike_is_found()
    {
        StudyResults results = AuditStudy.Clean.WithItems(i => i is { Task: "nli", Step: 0, TunedOn: "nli" }, i => i with { Prediction = "1", Score = i.Gold == "1" ? 1 : 0 });
        AuditFinding found = AuditStudy.One("constant_predictions", results);
        Assert.Equal(AuditSeverity.Warning, found.Severity);
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "nli", Step: 0, TunedOn: "nli" }), found);
        Assert.Equal("always '1'", found.Rows[0].Remark);
    }

    [Fact]
    public void An_evaluation_without_a_row_of_scores_has_a_row_made_of_its_items()
    {
        StudyResults results = AuditStudy.Clean.WithItems(i => i is { Task: "ships", Step: 0, Stage: Stage.Base }, i => i with { Prediction = "1" });
        results = results with { Scores = ScoreTable.Empty };
        ScoreRow row = Assert.Single(AuditStudy.One("constant_predictions", results).Rows).Score;
        double mean = results.Items.Where(i => i is { Task: "ships", Step: 0, Stage: Stage.Base }).Average(i => i.Score);
        Assert.Equal(("ships", 0L, Stage.Base, 200), (row.Task, row.Step, row.Stage, row.N));
        Assert.Equal(mean, row.Score, 12);
    }

    [Fact]
    public void Prompts_that_were_cut_are_found()
    {
        StudyResults results = AuditStudy.Clean.WithItems(i => i is { Task: "qa", Step: 100, TunedOn: "nli" } && i.Item.Length < 3, i => i with { Truncated = true, DroppedTokens = 9 })
            .WithItems(i => i is { Task: "qa", Step: 200, TunedOn: "nli" } && i.Item.EndsWith('7'), i => i with { DroppedShots = 1 });
        AuditFinding found = AuditStudy.One("cut_prompts", results); // 10 of 200 items are no more than 5 %, 20 are
        AuditStudy.AssertRows(results.Scores.Where(r => r is { Task: "qa", Step: 200, TunedOn: "nli" }), found);
        Assert.Equal(20, found.Rows[0].Figures["items_with_shots_left_out"]);
    }
}
