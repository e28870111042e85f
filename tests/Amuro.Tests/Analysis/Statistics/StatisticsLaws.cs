using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using FsCheck;
using FsCheck.Xunit;
using Interval = Amuro.Analysis.Interval;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class StatisticsLaws
{
    [Property(MaxTest = 1000)]
    public void MannKendallChangesItsSignWithTheValues(sbyte[] values)
    {
        double[] y = [.. values.Select(v => (double)v)];
        MannKendallResult up = MannKendall.Test(Positions(y), y);
        MannKendallResult down = MannKendall.Test(Positions(y), [.. y.Select(v => -v)]);

        Assert.Equal(up.S, -down.S);
        Assert.Equal(up.PValue, down.PValue, 12);
        Assert.True(y.Length < 3 ? double.IsNaN(up.PValue) && up.Reason is not null : up.PValue is > 0 and <= 1);
    }

    [Property(MaxTest = 1000)]
    public void MannKendallDoesNotDependOnTheOrderOfThePoints(sbyte[] values, int seed)
    {
        double[] y = [.. values.Select(v => (double)v)];
        double[] x = Positions(y);
        int[] order = Shuffles.Of(y.Length, seed);
        MannKendallResult first = MannKendall.Test(x, y);
        MannKendallResult second = MannKendall.Test([.. order.Select(i => x[i])], [.. order.Select(i => y[i])]);

        Assert.Equal(first.S, second.S);
        Assert.Equal(first.PValue, second.PValue, 12);
    }

    [Property(MaxTest = 1000)]
    public void TheilSenScalesAndItsIntervalContainsTheSlope(sbyte[] values)
    {
        double[] y = [.. values.Select(v => (double)v)];
        TheilSenResult fit = TheilSen.Fit(Positions(y), y);
        TheilSenResult scaled = TheilSen.Fit(Positions(y), [.. y.Select(v => (-2 * v) + 7)]);

        Assert.Equal(double.IsNaN(fit.Slope), y.Length < 2);
        Assert.Equal(-2 * fit.Slope, scaled.Slope, 9);
        Assert.True(!fit.Interval.IsEstimable || fit.Interval.Contains(fit.Slope));
    }

    [Property(MaxTest = 1000)]
    public void WilsonContainsTheProportionAndMirrors(ushort first, ushort second)
    {
        int k = Math.Min(first, second);
        int n = Math.Max(first, second);
        Interval interval = WilsonInterval.Of(k, n);
        Interval mirrored = WilsonInterval.Of(n - k, n);

        Assert.Equal(n > 0, interval.IsEstimable);
        Assert.True(n == 0 || (interval.Contains((double)k / n) && interval.Low >= 0 && interval.High <= 1));
        Assert.True(n == 0 || Math.Abs(interval.Low + mirrored.High - 1) < 1e-12);
    }

    [Property(MaxTest = 1000)]
    public void HolmKeepsTheOrderAndNeverLowers(ushort[] values)
    {
        double[] p = [.. values.Select(v => v / 65535.0)];
        double[] adjusted = Holm.Adjust(p);
        for (int i = 0; i < p.Length; i++)
        {
            Assert.InRange(adjusted[i], p[i], Math.Min(1, p[i] * p.Length) + 1e-15);
            for (int j = 0; j < p.Length; j++)
            {
                Assert.True(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }
    }

    [Property(MaxTest = 1000)]
    public void SignFlipsIgnoreSignAndOrder(sbyte[] values, int seed)
    {
        double[] d = [.. values.Take(16).Select(v => v / 10.0)];
        double p = SignFlip.PValue(d);

        Assert.Equal(p, SignFlip.PValue([.. d.Select(v => -v)]));
        Assert.Equal(p, SignFlip.PValue([.. Shuffles.Of(d.Length, seed).Select(i => d[i])]), 12);
        Assert.True(d.Length == 0 ? double.IsNaN(p) : p >= Math.Pow(0.5, d.Length - 1) && p <= 1);
    }

    [Property(MaxTest = 1000)]
    public void TheBootstrapIntervalContainsTheMeanAndDependsOnTheSeedOnly(PositiveInt size, int seed)
    {
        var random = new SeededRandom(seed);
        double[] values = [.. Enumerable.Range(0, size.Get + 5).Select(_ => random.NextNormal())];
        string[] clusters = [.. values.Select((_, i) => $"c{i / 2}")];
        double[] distribution = ClusterBootstrap.Means(values, clusters, 200, seed);

        Assert.True(PercentileInterval.Of(distribution, 0.99).Contains(values.Average()));
        Assert.Equal(distribution, ClusterBootstrap.Means(values, clusters, 200, seed));
    }

    [Fact]
    public void ExpandedIntervalsAreWiderThanPercentileOnes()
    {
        var random = new SeededRandom(1);
        double[] distribution = [.. Enumerable.Range(0, 1000).Select(_ => random.NextNormal())];
        Interval plain = PercentileInterval.Of(distribution);
        Interval expanded = PercentileInterval.Expanded(distribution, 10);

        Assert.True(expanded.Low < plain.Low && expanded.High > plain.High);
        Assert.False(PercentileInterval.Expanded(distribution, 1).IsEstimable);
    }

    [Fact]
    public void ManyRandomSignFlipsComeNearTheExactP()
    {
        double[] d = [0.9, -0.2, 0.5, 0.4, 0.1, 0.6, -0.3, 0.2, 0.7, -0.1, 0.3, 0.2, -0.4, 0.5, 0.1, 0.2];
        double exact = SignFlip.PValue(d);
        double sampled = SignFlip.PValue([.. d, 0], 100_000, 3);

        Assert.NotEqual(exact, sampled);
        Assert.InRange(sampled, exact - (5 * Math.Sqrt(exact / 100_000)), exact + (5 * Math.Sqrt(exact / 100_000)));
    }

    // First outputs of the authors' C code for xoshiro256** with the SplitMix64 states of seed 0.
    [Fact]
    public void TheGeneratorIsXoshiro()
    {
        var random = new SeededRandom(0);
        Assert.Equal(0x99EC5F36CB75F2B4UL, random.NextBits());
        Assert.Equal(0xBF6E1F784956452AUL, random.NextBits());
        Assert.Equal(0x1A5F849D4933E6E0UL, random.NextBits());
    }

    [Fact]
    public void MissingNumbersAreNeverTurnedIntoZero()
    {
        Assert.True(double.IsNaN(MannKendall.Test([1, 2, 3], [1, double.NaN, 2]).PValue));
        Assert.True(double.IsNaN(TheilSen.Fit([1, 2, 3], [1, double.NaN, 2]).Slope));
        Assert.True(double.IsNaN(SignFlip.PValue([1, double.NaN])));
        Assert.True(double.IsNaN(ClusteredStandardError.Of([1], ["a"])));
        Assert.False(PercentileInterval.Of([1, double.NaN]).IsEstimable);
        Assert.Equal([double.NaN, 0.02], Holm.Adjust([double.NaN, 0.02]));
        Assert.Empty(ClusterBootstrap.Means([], []));
        Assert.True(double.IsNaN(Spearman.Test([1, 2, 3], [1, 1, 1]).Rho));
    }

    private static double[] Positions(double[] values) => [.. values.Select((_, i) => (double)(i * 100))];
}
