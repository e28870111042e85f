using Amuro.Analysis;
using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Statistics;
using Xunit.Abstractions;

namespace Amuro.Tests.Analysis;

public sealed class ClusteredEstimateTests(ITestOutputHelper output)
{
    [Fact]
    public void Of_single_items_and_one_run_the_interval_is_that_of_the_paired_t_test()
    {
        double[] before = Draw(new SeededRandom(1), 40, 0.6), after = Draw(new SeededRandom(2), 40, 0.4);
        PairedTResult expected = PairedT.Test(before, after);
        Estimate found = Of([[.. before.Zip(after, (b, a) => a - b)]]);

        Assert.Equal(expected.MeanDifference, found.Value, 1e-12);
        Assert.Equal(expected.Interval.Low, found.Interval.Low, 1e-12);
        Assert.Equal(expected.Interval.High, found.Interval.High, 1e-12);
    }

    [Fact]
    public void Clusters_have_the_corrected_sandwich_error()
    {
        double[] values = Draw(new SeededRandom(3), 60, 0.5);
        int[] clusters = [.. Enumerable.Range(0, 60).Select(i => i / 5)];
        ClusteredErrorResult expected = ClusteredStandardError.Estimate(values, clusters);
        double mean = values.Average();
        Estimate found = ClusteredEstimate.Of([mean], [[.. values.Chunk(5).Select(c => c.Sum(v => v - mean) / 60)]], 0.95);

        Assert.Equal(expected.SandwichCorrected * Probabilities.StudentAtLevel(0.95, 11), (found.Interval.High - found.Interval.Low) / 2, 1e-12);
    }

    [Fact]
    public void P_is_close_to_that_of_sign_flips()
    {
        var random = new SeededRandom(4);
        for (int k = 0; k < 20; k++)
        {
            double[] differences = [.. Enumerable.Range(0, 80).Select(_ => random.Next(4) > 0 ? 0.0 : random.NextDouble() < 0.6 ? 1 : -1)];
            // Sums of ones and minus ones are even or odd together: half a step is what a continuous p and a discrete one differ by.
            double flips = SignFlip.PValue(differences, 20_000);
            double found = Of([differences]).PValue;
            Assert.InRange(found, flips - 0.2, flips + 0.02);
        }

        Assert.Equal(1, Of([new double[20]]).PValue);
        Assert.True(Of([[.. Enumerable.Repeat(1.0, 20)]]).PValue < 0.001);
    }

    [Fact]
    public void Too_little_is_told()
    {
        Assert.Equal("7 independent clusters of items, at least 8 are needed", Of([new double[7]]).Reason);
        Assert.Equal("a score has neither item records nor a standard error", ClusteredEstimate.OfScores([(0.1, double.NaN)], 0.95).Reason);
        Assert.Equal("the standard errors given are 0", ClusteredEstimate.OfScores([(0.1, 0)], 0.95).Reason);
    }

    // Effects of items, of runs, and of both: what the interval of the mean covers, for each mixture.
    [Theory]
    [InlineData(1, 0.0, 0.3)]
    [InlineData(3, 0.0, 0.3)]
    [InlineData(3, 0.03, 0.3)]
    [InlineData(3, 0.1, 0.3)]
    [InlineData(5, 0.05, 0.0)]
    public void Intervals_cover_and_tests_err_as_often_as_they_say(int runs, double betweenRuns, double noise)
    {
        const int Draws = 2000;
        var random = new SeededRandom(5);
        (int covered, int rejected) = (0, 0);
        for (int k = 0; k < Draws; k++)
        {
            double[] items = [.. Enumerable.Range(0, 50).Select(_ => 0.3 * random.NextNormal())];
            double[][] differences = [.. Enumerable.Range(0, runs).Select(_ => betweenRuns * random.NextNormal())
                .Select(run => items.Select(i => i + run + (noise * random.NextNormal())).ToArray())];
            Estimate found = Of(differences);
            covered += found.Interval.Contains(0) ? 1 : 0;
            rejected += found.PValue <= 0.05 ? 1 : 0;
        }

        output.WriteLine($"covered {covered / (double)Draws}, rejected {rejected / (double)Draws}");
        // With three runs that differ more than the items do, Satterthwaite's degrees of freedom are a little too many: 92 %.
        Assert.InRange(covered / (double)Draws, 0.915, 0.975);
        Assert.InRange(rejected / (double)Draws, 0.02, 0.08);
    }

    private static Estimate Of(double[][] differences) => ClusteredEstimate.Of(
        [.. differences.Select(d => d.Average())], [.. differences.Select(d => d.Select(v => (v - d.Average()) / d.Length).ToArray())], 0.95);

    private static double[] Draw(SeededRandom random, int n, double p) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() < p ? 1.0 : 0.0)];
}
