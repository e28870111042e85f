using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using FsCheck;
using FsCheck.Xunit;
using Interval = Amuro.Analysis.Interval;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class BootstrapLaws
{
    [Property(MaxTest = 1000)]
    public void ResamplesDependOnTheSeedOnlyNotOnTheThreads(PositiveInt size, int seed)
    {
        double[] values = Values(size.Get, seed);
        BootstrapDistribution one = Bootstrap.Of(values.Length, ResampleStatistics.Mean(values), 130, seed, threads: 1);
        BootstrapDistribution many = Bootstrap.Of(values.Length, ResampleStatistics.Mean(values), 130, seed, threads: 4);

        Assert.True(one.Values.SequenceEqual(many.Values));
        Assert.True(one.Values.Take(64).SequenceEqual(Bootstrap.Of(values.Length, ResampleStatistics.Mean(values), 64, seed).Values));
        Assert.False(one.Values.SequenceEqual(Bootstrap.Of(values.Length, ResampleStatistics.Mean(values), 130, (long)seed + 1).Values));
    }

    [Property(MaxTest = 1000)]
    public void IntervalsAreOrderedAndNested(PositiveInt size, int seed)
    {
        double[] values = Values(size.Get, seed);
        BootstrapDistribution found = Bootstrap.Of(values.Length, ResampleStatistics.Mean(values), 200, seed, ResampleStatistics.StandardErrorOfMean(values));
        Interval[] wide = All(found, 0.99), narrow = All(found, 0.9);

        Assert.All(wide.Zip(narrow), pair =>
        {
            Assert.True(pair.First.Low <= pair.Second.Low && pair.Second.Low <= pair.Second.High && pair.Second.High <= pair.First.High);
        });
        Assert.True(found.Percentile(0.99).Contains(found.Value));
        Assert.InRange(found.Value, values.Min(), values.Max());
        Assert.True(found.StandardError.Value > 0);
    }

    [Property(MaxTest = 1000)]
    public void IntervalsOfAMeanShiftAndMirrorWithTheValues(PositiveInt size, int seed)
    {
        // Eighths: sums are exact, so that equal means are equal.
        double[] values = [.. Values(size.Get, seed).Select(v => Math.Round(8 * v) / 8)], mirrored = [.. values.Select(v => -v)];
        BootstrapDistribution one = Bootstrap.Of(values.Length, ResampleStatistics.Mean(values), 200, seed);
        BootstrapDistribution other = Bootstrap.Of(values.Length, ResampleStatistics.Mean(mirrored), 200, seed);
        BcaInterval bca = one.Bca(), back = other.Bca();

        Assert.Equal(bca.IsEstimable, back.IsEstimable);
        Assert.True(!bca.IsEstimable || (Math.Abs(bca.Interval.Low + back.Interval.High) < 1e-9 && Math.Abs(bca.Interval.High + back.Interval.Low) < 1e-9));
    }

    [Fact]
    public void StatisticsOfAllItemsAreTheUsualOnes()
    {
        double[] a = [1, 2, 4, 8, 16], b = [2, 3, 5, 7, 11];
        int[] all = [0, 1, 2, 3, 4];

        Assert.Equal(6.2, ResampleStatistics.Mean(a)(all), 12);
        Assert.Equal(4, ResampleStatistics.Median(a)(all));
        Assert.Equal(3, ResampleStatistics.Median(a)([1, 2]));
        Assert.Equal(28.0 / 31, ResampleStatistics.RatioOfSums(a, b)(all), 12);
        Assert.Equal(2.0 * 2 / (3 + 3), ResampleStatistics.F1([true, true, true, false, false], [true, true, false, true, false])(all), 12);
        Assert.Equal(0, ResampleStatistics.F1([false], [false])([0]));
        Assert.Equal(0, ResampleStatistics.StandardDeviation([0.1, 0.1, 0.1])([0, 1, 2]));
        Assert.True(double.IsNaN(ResampleStatistics.Correlation([1, 1], [1, 2])([0, 1])));
    }

    [Fact]
    public void WhatCannotBeEstimatedHasAReason()
    {
        double[] flat = [0.1, 0.1, 0.1];
        BootstrapDistribution found = Bootstrap.Of(3, ResampleStatistics.Mean(flat), 50, 0, ResampleStatistics.StandardErrorOfMean(flat));

        Assert.NotNull(found.Bca().Reason);
        Assert.NotNull(found.Studentised().Reason);
        Assert.Equal(50, found.Studentised().Skipped);
        Assert.Equal(new Interval(found.Value, found.Value, 0.95), found.Percentile());
        Assert.NotNull(Bootstrap.Of(3, ResampleStatistics.Correlation(flat, flat), 50).Percentile().Reason);
    }

    private static Interval[] All(BootstrapDistribution found, double level) =>
        [found.Percentile(level), found.Basic(level), .. found.Bca(level) is { IsEstimable: true } bca ? (Interval[])[bca.Interval] : [], found.Studentised(level).Interval];

    private static double[] Values(int size, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, 12 + (size % 30)).Select(_ => random.NextNormal())];
    }
}
