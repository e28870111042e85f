using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Xunit.Abstractions;

namespace Amuro.Tests.Analysis;

/// <summary>Curves whose bend and decline are known.</summary>
public sealed class TunedCurvesTests(ITestOutputHelper output)
{
    private const int Curves = 200;
    private const double Noise = 0.01;
    private static readonly TunedCurves s_tested = new(0.95, 999, 0);

    [Fact]
    public void ABendIsFoundWhereItIs()
    {
        CheckpointScore[][] curves = [.. Drawn(12, step => 0.5 + (0.0004 * Math.Max(0, step - 500)))];
        ImprovementOnset[] onsets = [.. curves.Select(c => s_tested.Onsets([c])[0])];

        Assert.All(onsets, o => Assert.True(o.SetsIn() && o.Reason is null && o.Warning is null && o.StepInterval.Contains(o.Step!.Value)));
        Assert.All(onsets, o => Assert.InRange(o.Step!.Value, 300, 700));
        Assert.All(onsets, o => Assert.InRange(o.ChangeAfter - (0.0004 * (1200 - 500)), -0.1, 0.1));
        int covered = onsets.Count(o => o.StepInterval.Contains(500));
        output.WriteLine($"the interval holds the step in {covered} of {Curves}");
        Assert.InRange(covered, 0.9 * Curves, Curves);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.0003)]
    public void ALineHasNoBend(double slope)
    {
        int found = Drawn(12, step => 0.3 + (slope * step)).Count(c => s_tested.Onsets([c])[0].PValue < 0.05);

        // 10 expected; above 19 has a probability of 0.3 %.
        Assert.InRange(found, 2, 19);
    }

    [Fact]
    public void PointsOnALineOrOnABendAreTakenAsThat()
    {
        ImprovementOnset line = s_tested.Onsets([[.. Enumerable.Range(1, 12).Select(i => Point(100 * i, 0.3 + (0.1 / 3 * i)))]])[0];
        ImprovementOnset bend = s_tested.Onsets([[.. Enumerable.Range(1, 12).Select(i => Point(100 * i, 0.3 + (0.1 / 3 * Math.Max(0, i - 7))))]])[0];

        Assert.Equal(1, line.PValue);
        Assert.Equal((700L, 0.001, 700.0, 700.0), (bend.Step!.Value, bend.PValue, bend.StepInterval.Low, bend.StepInterval.High));
        Assert.Equal(0, bend.ChangeBefore, 1e-9);
        Assert.Equal(0.5 / 3, bend.ChangeAfter, 1e-9);
    }

    [Fact]
    public void StepsThatDoubleAreTakenByTheirLogarithm()
    {
        long[] steps = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
        CheckpointScore[] curve = [.. steps.Select((s, i) => Point(s, 0.5 + (0.05 * Math.Max(0, i - 6)) + (i % 2 * 0.001)))];

        Assert.InRange(s_tested.Onsets([curve])[0].Step!.Value, 16, 64);
        Assert.InRange(s_tested.Onsets([curve])[0].PValue, 0, 0.01);
    }

    [Fact]
    public void FewCheckpointsAreWarnedOfAndTooFewRefused()
    {
        Assert.NotNull(s_tested.Onsets([.. Drawn(7, s => s, 1)])[0].Warning);
        Assert.Null(s_tested.Onsets([.. Drawn(8, s => s, 1)])[0].Warning);
        ImprovementOnset onset = s_tested.Onsets([.. Drawn(3, s => s, 1)])[0];
        LateDecline decline = s_tested.Declines([.. Drawn(3, s => s, 1)])[0];
        Assert.True(onset.Step is null && double.IsNaN(onset.PValue) && onset.Reason!.Contains("4", StringComparison.Ordinal));
        Assert.True(double.IsNaN(decline.PValue) && decline.Reason!.Contains("4", StringComparison.Ordinal));
        Assert.Equal("all scores are the same", s_tested.Onsets([[.. Enumerable.Range(1, 9).Select(s => Point(s, 0.5))]])[0].Reason);
    }

    [Fact]
    public void OverTrainingIsFound()
    {
        LateDecline[] declines = [.. Drawn(12, step => 0.8 - (0.15 * Math.Pow(Math.Log(step / 450.0), 2))).Select(c => s_tested.Declines([c])[0])];

        Assert.All(declines, d => Assert.True(d.IsFound() && d.PeakInterval.Contains(d.PeakStep) && d.Decline > 0.05));
        Assert.InRange(declines.Average(d => d.PeakStep), 400, 500);
    }

    // The parabola alone takes a curve that levels off for one that falls.
    [Theory]
    [InlineData("rises")]
    [InlineData("levels off")]
    [InlineData("saturates")]
    [InlineData("flat")]
    public void NoOverTrainingIsRarelyFound(string shape)
    {
        Func<double, double> score = shape switch
        {
            "rises" => step => 0.5 + (0.0003 * step),
            "levels off" => step => 0.5 + (0.0008 * Math.Min(step, 1000)),
            "saturates" => step => 0.8 - (0.3 * Math.Exp(-step / 200)),
            _ => _ => 0.6,
        };
        LateDecline[] declines = [.. Drawn(40, score).Select(c => s_tested.Declines([c])[0])];
        (int found, int parabola) = (declines.Count(d => d.PValue < 0.05), declines.Count(d => d.Fit.PValue < 0.05));
        output.WriteLine($"{shape}: {found} of {Curves}, by the parabola alone {parabola}");
        Assert.InRange(found, 0, 0.08 * Curves);
        Assert.True(shape != "saturates" || parabola > Curves / 2, "the trap is not there");
    }

    [Fact]
    public void SeveralTasksAreCorrectedFor()
    {
        CheckpointScore[][] curves = [.. Drawn(12, step => 0.5 + (0.0001 * Math.Max(0, step - 500)), 5)];
        ImprovementOnset[] onsets = s_tested.Onsets(curves);
        LateDecline[] declines = s_tested.Declines(curves);

        Assert.Equal(Holm.Adjust([.. onsets.Select(o => o.PValue)]), onsets.Select(o => o.AdjustedPValue));
        Assert.Equal(Holm.Adjust([.. declines.Select(o => o.PValue)]), declines.Select(o => o.AdjustedPValue));
    }

    private static IEnumerable<CheckpointScore[]> Drawn(int checkpoints, Func<double, double> score, int curves = Curves)
    {
        var random = new SeededRandom(7);
        return [.. Enumerable.Range(0, curves).Select(_ => Enumerable.Range(1, checkpoints).Select(i => Point(100 * i, score(100 * i) + (Noise * random.NextNormal()))).ToArray())];
    }

    private static CheckpointScore Point(long step, double tuned) => new(step, 0.5, new Interval(0.45, 0.55, 0.95), tuned);
}
