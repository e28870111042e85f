using Amuro.Analysis.Auditing;
using Amuro.Results;

namespace Amuro.Tests.Analysis.Auditing;

/// <summary>Where nothing is wrong, the auditor has nothing to warn of.</summary>
public sealed class CleanTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public void Clean_results_give_notes_at_most(int draw, bool items)
    {
        StudyResults results = (AuditStudy.Study(1000 * draw) with { WithItems = items }).Draw();
        Assert.All(DataAudit.Default.Run(results).Findings, f => Assert.True(f.Severity == AuditSeverity.Note, $"{f.Rule}: {f.Statement}"));
    }

    [Fact]
    public void Several_seeds_and_formats_are_no_problem()
    {
        StudyResults results = (AuditStudy.Study() with { Seeds = 3, Formats = ["default", "io"], RunNoise = 0.02 }).Draw();
        Assert.All(DataAudit.Default.Run(results).Findings, f => Assert.True(f.Severity == AuditSeverity.Note, $"{f.Rule}: {f.Statement}"));
    }

    [Fact]
    public void Scores_at_the_majority_share_by_coincidence_are_a_note()
    {
        // The models guess: every score scatters about the share of the majority class, and some are at it.
        StudyResults results = (AuditStudy.Study() with { WithItems = false, Probability = (_, _, _, _) => 0.5 }).Draw()
            .With(_ => true, r => r with { Majority = 0.5, Metric = "acc" });
        Assert.Equal(AuditSeverity.Note, AuditStudy.One("score_equals_class_share", results).Severity);
    }

    [Fact]
    public void An_empty_study_has_no_findings() => Assert.Empty(DataAudit.Default.Run(new StudyResults { Scores = ScoreTable.Empty }).Findings);

    [Fact]
    public void Findings_come_most_severe_first_in_any_culture()
    {
        using var here = new InCulture("de-DE");
        StudyResults results = AuditStudy.Scores.With(r => r is { Step: 100, Task: "ships" }, r => r with { Score = 1.5 })
            .With(r => r is { Step: 200, Task: "ships" }, r => r with { Score = 0, StandardError = 0 });
        AuditFinding[] findings = [.. DataAudit.Default.Run(results).Findings];
        Assert.Equal(findings.OrderByDescending(f => f.Severity).Select(f => f.Rule), findings.Select(f => f.Rule));
        Assert.Contains("from 1.5 to 1.5", findings[0].Statement, StringComparison.Ordinal);
        Assert.All(findings, f => Assert.False(string.IsNullOrWhiteSpace(f.Consequence)));
    }

    [Fact]
    public void Options_out_of_range_are_listed_together()
    {
        DataAudit audit = DataAudit.Default.WithPerfectScore(1.5).WithFewestItems(1).WithImpliedItemsFactor(1).WithMainShare(double.NaN).WithOutlierShift(-1).WithItemCount("a", 0).WithClassCounts("b", new Dictionary<string, int>());
        string message = Assert.Throws<AmuroException>(() => audit.Run(AuditStudy.Clean)).Message;
        Assert.All(
            (string[])["PerfectScore: expected above 0, at most 1, found 1.5", "FewestItems: expected at least 2, found 1", "ImpliedItemsFactor", "MainShare", "OutlierShift", "ItemCounts: expected at least 1 item of 'a'", "ClassCounts: expected classes of 'b'"],
            text => Assert.Contains(text, message, StringComparison.Ordinal));
    }
}
