using Amuro.Analysis.Statistics;
using FsCheck.Xunit;
using Interval = Amuro.Analysis.Interval;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class IntervalLaws
{
    [Property(MaxTest = 1000)]
    public void IntervalsOfAProportionContainItAndMirror(ushort first, ushort second)
    {
        (int k, int n) = (Math.Min(first, second), Math.Max(1, (int)Math.Max(first, second)));
        Func<double, double, Interval>[] methods =
        [
            (a, b) => WaldInterval.Of(a, b), (a, b) => WilsonInterval.Of(a, b), (a, b) => WilsonInterval.WithContinuity(a, b),
            (a, b) => ClopperPearsonInterval.Of(a, b), (a, b) => JeffreysInterval.Of(a, b), (a, b) => AgrestiCoullInterval.Of(a, b),
        ];
        Assert.All(methods, of =>
        {
            (Interval interval, Interval mirrored) = (of(k, n), of(n - k, n));
            Assert.True(interval.Contains((double)k / n) && interval.Low >= 0 && interval.High <= 1);
            Assert.Equal(interval.Low, 1 - mirrored.High, 1e-9);
        });
        Assert.True(ClopperPearsonInterval.Of(k, n).Low <= JeffreysInterval.Of(k, n).Low + 1e-12);
        Assert.True(WilsonInterval.WithContinuity(k, n).High >= WilsonInterval.Of(k, n).High - 1e-12);
    }

    [Property(MaxTest = 1000)]
    public void NewcombeIntervalsContainTheDifferenceAndMirror(byte both, byte first, byte second, byte neither)
    {
        NewcombeResult one = NewcombeInterval.Paired(both, first, second, neither), other = NewcombeInterval.Paired(both, second, first, neither);
        bool none = both + first + second + neither == 0;

        Assert.Equal(none, !one.IsEstimable);
        Assert.True(none || (one.Interval.Contains(one.Difference) && Math.Abs(one.Interval.Low + other.Interval.High) < 1e-9));
    }

    [Property(MaxTest = 1000)]
    public void VarianceComponentsScaleWithTheSquareAndIgnoreShifts(sbyte[] first, sbyte[] second, sbyte[] third)
    {
        double[][] groups = [.. new[] { first, second, third }.Select(g => g.Prepend((sbyte)1).Select(v => (double)v).ToArray())];
        double[][] moved = [.. groups.Select(g => g.Select(v => (2 * v) + 100).ToArray())];
        OneWayVarianceResult one = OneWayVariance.Of(groups), two = OneWayVariance.Of(moved);
        RemlResult reml = RestrictedMaximumLikelihood.Of(groups), movedReml = RestrictedMaximumLikelihood.Of(moved);

        Assert.Equal(one.IsEstimable, two.IsEstimable);
        Assert.True(!one.IsEstimable || Near(4 * one.VarianceBetween, two.VarianceBetween, 4 * one.MeanSquareWithin));
        Assert.True(!reml.IsEstimable || (Near(4 * reml.VarianceWithin, movedReml.VarianceWithin, 0) && reml.VarianceBetween >= 0));
    }

    private static bool Near(double a, double b, double scale) => Math.Abs(a - b) <= 1e-6 * (Math.Abs(a) + scale);
}
