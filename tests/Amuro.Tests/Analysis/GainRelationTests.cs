using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;
using Xunit.Abstractions;

namespace Amuro.Tests.Analysis;

/// <summary>The gain against the base capability where the truth is known: 200 worlds of 24 data sets.</summary>
public sealed class GainRelationTests(ITestOutputHelper output)
{
    private const int Worlds = 200;

    // Every data set gains as much, but a base score that is low by luck gains more: the plain line must fall for it.
    [Theory]
    [InlineData(true, GainCorrection.SplitHalves)]
    [InlineData(false, GainCorrection.StandardErrors)]
    public void RegressionToTheMeanAloneGivesNoRelation(bool withItems, GainCorrection correction)
    {
        GainRelation[] relations = Relations(withItems, _ => 0.1);
        int Found(Func<GainRelation, double> p) => relations.Count(r => p(r) < 0.05);
        (int plain, int corrected, int oldham) = (Found(r => r.Plain.PValue), Found(r => r.Slope.PValue), Found(r => r.Oldham.PValue));
        output.WriteLine($"found: plain {plain}, corrected {corrected}, Oldham {oldham} of {Worlds}; slope {Mean(relations):0.000}, plain {relations.Average(r => r.Plain.Slope):0.000}");

        Assert.All(relations, r => Assert.Equal(correction, r.Correction));
        Assert.True(relations.Average(r => r.Plain.Slope) < -0.1 && plain > 25, "the trap is not there");
        Assert.InRange(Mean(relations), -0.04, 0.04);
        // 10 expected; above 20 has a probability of 0.2 %.
        Assert.InRange(corrected, 0, 20);
        Assert.InRange(oldham, 0, 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ARelationIsFoundWithItsSize(bool withItems)
    {
        GainRelation[] relations = Relations(withItems, before => 0.8 * (1 - before));
        int covered = relations.Count(r => r.Slope.Interval.Contains(-0.8));
        output.WriteLine($"interval holds the slope in {covered} of {Worlds}; mean {Mean(relations):0.000}");

        Assert.InRange(Mean(relations), -0.84, -0.76);
        Assert.InRange(covered, 0.9 * Worlds, Worlds);
        Assert.True(relations.Count(r => r.Slope.PValue < 0.05) > 0.9 * Worlds);
    }

    [Fact]
    public void BaseScoresThatDifferByLuckOnlyGiveNoSlope()
    {
        GainRelation[] relations = [.. Enumerable.Range(0, Worlds).Select(w => Analyzed(w, true, _ => 0.5, _ => 0.1).Relation)];
        (int given, int found, int plain) = (relations.Count(r => r.Slope.IsEstimable), relations.Count(r => r.Slope.PValue < 0.05), relations.Count(r => r.Plain.PValue < 0.05));
        output.WriteLine($"slope given {given}, found {found}, plain {plain} of {Worlds}");

        Assert.True(plain > 0.9 * Worlds, "the trap is not there");
        Assert.InRange(given, 0, 0.2 * Worlds);
        Assert.InRange(found, 0, 0.05 * Worlds);
        Assert.InRange(relations.Average(r => r.Reliability), -0.15, 0.15);
    }

    [Fact]
    public void FewDataSetsOrUnknownErrorsGiveNoSlope()
    {
        GainPoint[] points = [.. Enumerable.Range(0, 6).Select(i => new GainPoint(0.1 * i, 0.1 * i, 0.01, null))];

        Assert.True(GainLine.Of(points, 0.95).Slope.IsEstimable);
        Assert.Equal("a slope over data sets needs at least 5, found 0", GainLine.Of([], 0.95).Slope.Reason);
        Assert.Equal("a slope over data sets needs at least 5, found 4", GainLine.Of(points[..4], 0.95).Slope.Reason);
        Assert.Equal("a base score has neither item records nor a standard error", GainLine.Of([.. points, new GainPoint(0.5, 0.6, double.NaN, null)], 0.95).Slope.Reason);
    }

    [Fact]
    public void TheDataSetThatDrivesTheMeanOfRatiosIsNamed()
    {
        StudyResults results = Table([("a", 0.5, 0.6), ("b", 0.4, 0.5), ("c", 0.6, 0.7), ("d", 0.45, 0.55), ("tiny", 0.002, 0.3), ("known", 0.9, 0.91)]);
        FineTuningGain report = FineTuningGainAnalyzer.Default.Analyze(results);

        Assert.Equal("tiny", report.All.Gains.MostInfluential!.Task);
        Assert.True(report.All.IsDrivenByOne() && report.All.Outlier.PValue < 1e-6);
        Assert.Equal(149, report.Tasks.Single(t => t.Task == "tiny").RelativeGain, 9);
        Assert.Equal((0.6 + 0.5 + 0.7 + 0.55 + 0.3 + 0.91 - 2.852) / 2.852, report.All.Gains.RatioOfSums, 12);
        Assert.True(report.All.Influence < -20);
        Assert.Equal((1, 5), (report.LearnedInPretraining.Gains.N, report.LearnedInFineTuning.Gains.N));
        Assert.Contains(report.Finding.Assumptions, a => a.Contains("One data set, tiny after tiny, drives the mean of relative gains", StringComparison.Ordinal));
    }

    [Fact]
    public void NoDataSetIsNamedWhereRatiosAreAlike()
    {
        FineTuningGain report = FineTuningGainAnalyzer.Default.Analyze(Table([("a", 0.5, 0.6), ("b", 0.4, 0.5), ("c", 0.6, 0.7), ("d", 0.45, 0.5), ("known", 0.9, 0.95)]));

        Assert.False(report.All.IsDrivenByOne());
        Assert.DoesNotContain(report.Finding.Assumptions, a => a.Contains("drives", StringComparison.Ordinal));
    }

    private static double Mean(GainRelation[] relations) => relations.Select(r => r.Slope.Value).Where(v => !double.IsNaN(v)).Average();

    private static GainRelation[] Relations(bool withItems, Func<double, double> gain) =>
        [.. Enumerable.Range(0, Worlds).Select(w => Analyzed(w, withItems, i => 0.25 + (0.02 * i), gain).Relation)];

    private static FineTuningGain Analyzed(int world, bool withItems, Func<int, double> before, Func<double, double> gain)
    {
        SyntheticTask[] tasks = [.. Enumerable.Range(0, 25).Select(i => new SyntheticTask($"t{i}", "f", double.NaN))];
        return FineTuningGainAnalyzer.Default.WithResamples(100).Analyze(new SyntheticStudy
        {
            Tasks = tasks,
            TunedOn = ["t0"],
            Steps = [100],
            Items = 50,
            ItemsPerCluster = 1,
            WithItems = withItems,
            DrawSeed = 1000 * world,
            Probability = (tunedOn, task, _, _) => before(int.Parse(task[1..], System.Globalization.CultureInfo.InvariantCulture)) is var b && tunedOn.Length == 0 ? b : b + gain(b),
        }.Draw());
    }

    private static StudyResults Table(IEnumerable<(string Task, double Base, double Tuned)> rows) => new()
    {
        Scores = ScoreTable.From(rows.SelectMany(r => new[] { Stage.Base, Stage.FineTuned }.Select(stage => new ScoreRow
        {
            Step = 1, Stage = stage, TunedOn = stage == Stage.Base ? "" : r.Task, Task = r.Task, Split = TaskRelation.InDomain, Format = "default", Metric = "rougeL",
            Score = stage == Stage.Base ? r.Base : r.Tuned, N = 100, StandardError = 0.02,
        }))),
    };
}
