using Amuro.Analysis;
using Amuro.Analysis.Statistics;

namespace Amuro.Tests.Analysis;

public sealed class FineTuningGainTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public void FindsThatDataSetsWithoutBaseCapabilityGainMost(int seeds, bool withItems)
    {
        FineTuningGain report = FineTuningGainAnalyzer.Default.Analyze((Worlds.Miniature with { Seeds = seeds, WithItems = withItems }).Draw());

        Assert.Equal(Verdict.Supported, report.Finding.Verdict);
        Assert.InRange(report.Finding.Effect, 0.4 - 0.1, 0.4 + 0.1);
        Assert.Equal([("nli_ood", false), ("size_ood", false), ("qa_ood", true)], report.Tasks.Select(t => (t.Task, t.LearnedInPretraining)));
        Assert.InRange(report.GainNotLearnedInPretraining.Value, 0.25, 0.45);
        Assert.InRange(report.GainLearnedInPretraining.Value, -0.15, 0.05);
        Assert.Equal(report.Finding.Effect, report.GainNotLearnedInPretraining.Value - report.GainLearnedInPretraining.Value, 10);
        Assert.All(report.Tasks, t => Assert.Equal(t.Tuned - t.Base, t.Gain.Value, 10));
        Assert.All(report.Tasks, t => Assert.Equal((t.Tuned - t.Base) / (1 - t.Chance), t.NormalisedGain, 12));
        Assert.Equal(Holm.Adjust([.. report.Tasks.Select(t => t.Gain.PValue)]), report.Tasks.Select(t => t.AdjustedPValue));
        Assert.Equal("a slope over data sets needs at least 5, found 3", report.Relation.Slope.Reason);
    }

    [Fact]
    public void IsNotSupportedWhereTheCapableGainAsMuch()
    {
        SyntheticStudy study = Worlds.Miniature with
        {
            Items = 1000,
            Steps = [0, 100],
            Probability = (tunedOn, task, _, _) => (Worlds.IsYesNo(task) ? 0.5 : 0.85) + (tunedOn.Length == 0 ? 0 : Worlds.IsYesNo(task) ? 0 : 0.1),
        };

        Assert.Equal(Verdict.NotSupported, FineTuningGainAnalyzer.Default.Analyze(study.Draw()).Finding.Verdict);
    }

    [Fact]
    public void IsInconclusiveWithFewItemsAndNoEffect()
    {
        Finding finding = FineTuningGainAnalyzer.Default.Analyze((Worlds.Null with { Seeds = 1, Items = 40 }).Draw()).Finding;

        Assert.Equal(Verdict.Inconclusive, finding.Verdict);
    }

    [Fact]
    public void IsNotEstimableWithoutBothGroups()
    {
        Assert.Equal(Verdict.NotEstimable, FineTuningGainAnalyzer.Default.Analyze((Worlds.Miniature with { TunedOn = ["nli", "size"] }).Draw()).Finding.Verdict);
        Assert.Equal(Verdict.NotEstimable, FineTuningGainAnalyzer.Default.Analyze((Worlds.Miniature with { TunedOn = ["qa"] }).Draw()).Finding.Verdict);
    }

    [Fact]
    public void TheThresholdDecidesTheGroup()
    {
        FineTuningGain report = FineTuningGainAnalyzer.Default.WithCapabilityThreshold(0.99).Analyze(Worlds.Miniature.Draw());

        Assert.All(report.Tasks, t => Assert.False(t.LearnedInPretraining));
        Assert.Equal(Verdict.NotEstimable, report.Finding.Verdict);
    }

    // Base scores at the threshold with large noise, and a fine-tuned score that is the same on all data sets:
    // grouping and gain by the same items would find a difference of several points in almost every draw.
    [Fact]
    public void HalvesRemoveRegressionToTheMean()
    {
        SyntheticTask[] tasks = [.. Enumerable.Range(0, 12).Select(i => new SyntheticTask($"t{i}", $"f{i}", 0.5))];
        SyntheticStudy study = new()
        {
            Tasks = tasks, TunedOn = [.. tasks.Select(t => t.Name)], Steps = [100], Formats = ["default"], Items = 40, ItemsPerCluster = 1, Probability = (_, _, _, _) => 0.9,
        };
        FineTuningGain[] reports = [.. Enumerable.Range(0, 30).Select(d => FineTuningGainAnalyzer.Default.WithResamples(200).Analyze((study with { DrawSeed = d }).Draw()))];
        double naive = reports.Average(r => r.Tasks.Where(t => !t.LearnedInPretraining).Average(t => t.Gain.Value) - r.Tasks.Where(t => t.LearnedInPretraining).Average(t => t.Gain.Value));
        double halved = reports.Average(r => r.Finding.Effect);

        Assert.True(naive > 0.05, $"the trap is not there: {naive}");
        Assert.InRange(halved, -0.015, 0.015);
    }
}
