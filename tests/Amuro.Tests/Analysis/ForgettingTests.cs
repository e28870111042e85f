using Amuro.Analysis;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

public sealed class ForgettingTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public void FindsForgettingOfKnownTasks(int seeds, bool withItems)
    {
        ForgettingReport report = ForgettingAnalyzer.Default.Analyze((Worlds.Miniature with { Seeds = seeds, WithItems = withItems }).Draw());

        Assert.Equal(Verdict.Supported, report.Finding.Verdict);
        // Known at the end: qa, qa_ood, ships, kinds after nli and size (-0.4 each); ships, kinds after qa (0).
        Assert.InRange(report.Finding.Effect, -0.32 - 0.05, -0.32 + 0.05);
        // The yes/no tasks are at chance and known by luck at most.
        ForgettingChange[] last = [.. report.Changes.Where(c => c.Step == 1200 && c.Split == TaskRelation.Unseen && !Worlds.IsYesNo(c.Task))];
        Assert.Equal(10, last.Count(c => c.BaseKnows));
        // Three runs that happen to differ leave two degrees of freedom: then a loss of 0.4 may fail Holm's correction over 24 cells.
        Assert.All(last.Where(c => c.BaseKnows && c.TunedOn != "qa"), c => Assert.True(c.FalseDiscoveryRate < 0.02 && c.Change.Interval.High < 0, $"{c}"));
        Assert.InRange(last.Count(c => c.Verdict == TransferVerdict.Hurts && c.AdjustedPValue < 0.05), 7, 8);
        Assert.All(last.Where(c => c.BaseKnows && c.TunedOn == "qa"), c => Assert.InRange(c.Change.Value, -0.15, 0.15));
        Assert.All(report.Changes, c => Assert.True(c.AdjustedPValue >= c.FalseDiscoveryRate - 1e-12 && c.FalseDiscoveryRate >= c.Change.PValue - 1e-12));
        Assert.All(report.Pairs.Where(p => p.TunedOn == p.Task && p.Task != "qa"), p => Assert.Equal((TransferVerdict.Helps, 0), (p.Verdict, p.Hurts)));
        ForgettingPair ships = report.Pairs.Single(p => p.TunedOn == "nli" && p.Task == "ships");
        Assert.InRange(ships.MaximumForgetting, 0.3, 0.55);
        Assert.Equal(report.Changes.Where(c => c.TunedOn == "nli" && c.Task == "ships" && c.BaseKnows).Min(c => c.Change.Value), ships.WorstChange);
    }

    [Fact]
    public void AFewClustersThatAllLoseAreCountedExactly()
    {
        // Twelve documents of five questions: fine-tuning loses one to three of each.
        StudyResults results = new()
        {
            Scores = ScoreTable.Empty,
            Items = ItemTable.From(
                from stage in (Stage[])[Stage.Base, Stage.FineTuned]
                from item in Enumerable.Range(0, 60)
                select new ItemRecord
                {
                    Step = 100,
                    Stage = stage,
                    TunedOn = stage == Stage.Base ? "" : "nli",
                    Task = "qa",
                    Split = TaskRelation.Unseen,
                    Format = "default",
                    Item = $"{item}",
                    Cluster = $"{item / 5}",
                    Metric = "acc",
                    Score = stage == Stage.Base || item % 5 > item / 5 % 3 ? 1 : 0,
                    Prediction = "0",
                    Gold = "0",
                }),
        };

        ForgettingChange change = ForgettingAnalyzer.Default.Analyze(results).Changes.Single();

        Assert.Equal(-0.4, change.Change.Value, 1e-12);
        Assert.Equal(2.0 / 4096, change.Change.PValue, 1e-15);
        Assert.Equal(TransferVerdict.Hurts, change.Verdict);
    }

    [Fact]
    public void IsNotSupportedWhereNothingChanges()
    {
        SyntheticStudy study = Worlds.Null with { Items = 600, Steps = [0, 100, 200] };

        Assert.Equal(Verdict.NotSupported, ForgettingAnalyzer.Default.Analyze(study.Draw()).Finding.Verdict);
    }

    [Fact]
    public void IsInconclusiveWithFewItems()
    {
        SyntheticStudy study = Worlds.Miniature with { Seeds = 1, Items = 24, Tasks = [new("nli", "nli", 0.5), new("ships", "ships", 0.25)], TunedOn = ["nli"], Probability = (_, task, _, _) => task == "ships" ? 0.7 : 0.5 };

        Assert.Equal(Verdict.Inconclusive, ForgettingAnalyzer.Default.Analyze(study.Draw()).Finding.Verdict);
    }

    [Theory]
    [InlineData(20, Verdict.Inconclusive)]
    [InlineData(600, Verdict.NotSupported)]
    public void NoChangeOnAnyItemIsAsCertainAsTheNumberOfItems(int items, Verdict expected)
    {
        SyntheticStudy study = Worlds.Miniature with
        {
            Items = items,
            ItemsPerCluster = 1,
            Steps = [0, 100],
            Tasks = [new("nli", "nli", 0.5), new("ships", "ships", 0.25)],
            TunedOn = ["nli"],
            Probability = (_, _, _, _) => 1,
        };
        Finding finding = ForgettingAnalyzer.Default.Analyze(study.Draw()).Finding;

        Assert.Equal(expected, finding.Verdict);
        Assert.Equal(0, finding.Effect);
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / items), finding.Interval.High, 12);
    }

    [Fact]
    public void IsNotEstimableWhereThereIsNothingToForget()
    {
        StudyResults ignorant = (Worlds.Miniature with { Tasks = [new("nli", "nli", 0.5), new("size", "size", 0.5)], TunedOn = ["nli"], Probability = (_, _, _, _) => 0.5 }).Draw();
        StudyResults alone = (Worlds.Miniature with { Tasks = [new("nli", "nli", 0.5)], TunedOn = ["nli"] }).Draw();

        Finding finding = ForgettingAnalyzer.Default.Analyze(ignorant).Finding;
        Assert.Equal(Verdict.NotEstimable, finding.Verdict);
        Assert.Contains("nothing to forget", finding.Sentence, StringComparison.Ordinal);
        Assert.Equal(Verdict.NotEstimable, ForgettingAnalyzer.Default.Analyze(alone).Finding.Verdict);
    }
}
