using Amuro.Analysis;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

public sealed class LatentImprovementTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    public void FindsAnImprovementThatOnlyFineTuningReveals(int seeds, bool withItems)
    {
        LatentImprovement report = LatentImprovementAnalyzer.Default.Analyze((Worlds.Miniature with { Seeds = seeds, WithItems = withItems }).Draw());

        Assert.Equal(Verdict.Supported, report.Finding.Verdict);
        // Thirds of eight checkpoints: places (5+6+7)/3/7 - (0+1+2)/3/7 of a rise by 0.35.
        Assert.InRange(report.Finding.Effect, 0.25 - 0.08, 0.25 + 0.08);
        Assert.True(report.Finding.Interval.Contains(report.Finding.Effect));
        Assert.True(report.Finding.PValue < 0.01);
        Assert.Equal(["nli_ood", "size_ood"], report.Tasks.Select(t => t.Task));
        Assert.All(report.Tasks, t => Assert.True(t.BaseAtChance && t.Split == TaskRelation.OutOfDomain && t.Checkpoints.Count == 8));
        Assert.All(report.Tasks, t => Assert.True(t.TunedTrend.AdjustedPValue < 0.05 && t.TunedTrend.Slope > 0));
        Assert.All(report.Tasks, t => Assert.True(t.IsLatent && t.StepsAtChance.Count > 4 && t.TunedTrendAtChance.AdjustedPValue < 0.05));
        Assert.All(report.Tasks, t => Assert.True(t.TunedTrend.FalseDiscoveryPValue <= t.TunedTrend.AdjustedPValue && t.TunedTrend.SlopeInterval.Low > 0));
        Assert.Contains("rises significantly on 2 of them, on 2 over checkpoints whose base score cannot be told from chance", report.Finding.Sentence, StringComparison.Ordinal);
        Assert.Contains(report.Finding.Assumptions, a => a.Contains(seeds == 1 ? "One fine-tuning seed" : "at least 3", StringComparison.Ordinal));
    }

    [Fact]
    public void IsNotSupportedWhereTheBaseScoreRisesAsMuch()
    {
        SyntheticStudy study = Worlds.Miniature with { Items = 600, Probability = (_, task, place, _) => Worlds.IsYesNo(task) ? 0.5 + (0.4 * place) : 0.5 };
        LatentImprovement report = LatentImprovementAnalyzer.Default.WithMinimumEffect(0.1).Analyze(study.Draw());

        Assert.All(report.Tasks, t => Assert.False(t.BaseAtChance));
        Assert.Equal(Verdict.NotSupported, report.Finding.Verdict);
    }

    [Fact]
    public void IsNotSupportedWhereTheFineTunedScoreFalls()
    {
        SyntheticStudy study = Worlds.Miniature with { Probability = (tunedOn, _, place, _) => tunedOn.Length == 0 ? 0.5 : 0.9 - (0.3 * place) };

        Assert.Equal(Verdict.NotSupported, LatentImprovementAnalyzer.Default.Analyze(study.Draw()).Finding.Verdict);
    }

    [Fact]
    public void IsInconclusiveWithFewItemsAndNoEffect()
    {
        Finding finding = LatentImprovementAnalyzer.Default.Analyze((Worlds.Null with { Seeds = 1, Items = 40 }).Draw()).Finding;

        Assert.Equal(Verdict.Inconclusive, finding.Verdict);
        Assert.True(finding.Interval.Contains(0));
    }

    [Fact]
    public void IsNotEstimableWithOneCheckpointFewClustersOrNoChoices()
    {
        StudyResults one = (Worlds.Miniature with { Steps = [100] }).Draw();
        StudyResults few = (Worlds.Miniature with { Items = 3, ItemsPerCluster = 1 }).Draw();
        StudyResults generation = (Worlds.Miniature with { TunedOn = ["qa"] }).Draw();
        StudyResults blind = (Worlds.Miniature with { WithItems = false, WithStandardErrors = false }).Draw();
        StudyResults none = new() { Scores = ScoreTable.Empty };
        foreach (StudyResults results in new[] { one, few, generation, blind, none })
        {
            Finding finding = LatentImprovementAnalyzer.Default.Analyze(results).Finding;
            Assert.Equal(Verdict.NotEstimable, finding.Verdict);
            Assert.True(double.IsNaN(finding.Effect) && double.IsNaN(finding.PValue) && !finding.Interval.IsEstimable);
            Assert.StartsWith("Not estimable: ", finding.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FallsBackToInDomainTasksAndSaysSo()
    {
        SyntheticStudy study = Worlds.Miniature with { Tasks = [new("nli", "nli", 0.5)], TunedOn = ["nli"] };
        LatentImprovement report = LatentImprovementAnalyzer.Default.Analyze(study.Draw());

        Assert.Equal(TaskRelation.InDomain, Assert.Single(report.Tasks).Split);
        Assert.Contains(report.Finding.Assumptions, a => a.Contains("memorised", StringComparison.Ordinal));
    }

    [Fact]
    public void AnImprovementThatSetsInLateIsDatedInTheSentence()
    {
        SyntheticStudy study = Worlds.Miniature with
        {
            Items = 2000,
            ItemsPerCluster = 1,
            WithItems = false,
            Steps = [.. Enumerable.Range(1, 12).Select(i => 100L * i)],
            Probability = (tunedOn, task, place, _) => tunedOn.Length == 0 || !task.EndsWith("_ood", StringComparison.Ordinal) ? 0.5 : 0.5 + (0.6 * Math.Max(0, place - (5 / 11.0))),
        };
        LatentImprovement report = LatentImprovementAnalyzer.Default.Analyze(study.Draw());

        Assert.All(report.Tasks, t => Assert.True(t.Onset.SetsIn() && t.Onset.StepInterval.Contains(600) && !t.LateDecline.IsFound()));
        Assert.All(report.Tasks, t => Assert.InRange(t.Onset.Step!.Value, 500, 700));
        Assert.Contains("on 2 it sets in late, at step", report.Finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void OverTrainingIsSaid()
    {
        SyntheticStudy study = Worlds.Miniature with
        {
            Items = 2000,
            ItemsPerCluster = 1,
            WithItems = false,
            Steps = [.. Enumerable.Range(0, 13).Select(i => 100L * i)],
            Probability = (tunedOn, _, place, _) => tunedOn.Length == 0 ? 0.5 : 0.9 - (0.1 * Math.Pow(Math.Log((place + 0.001) / 0.4), 2)),
        };
        LatentImprovement report = LatentImprovementAnalyzer.Default.Analyze(study.Draw());

        Assert.All(report.Tasks, t => Assert.True(t.LateDecline.IsFound() && t.LateDecline.Decline > 0.03));
        Assert.Contains("on 2 it falls again late (over-training)", report.Finding.Sentence, StringComparison.Ordinal);
        Assert.Contains(report.Finding.Assumptions, a => a.Contains("leaves out step 0", StringComparison.Ordinal));
    }
}
