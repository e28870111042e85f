using Amuro.Analysis.Statistics;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class PairedLaws
{
    [Property(MaxTest = 1000)]
    public void SwappingTheSidesSwapsTheTails((sbyte A, sbyte B)[] pairs)
    {
        (double[] a, double[] b) = Sides(pairs);
        foreach (ZeroDifferences zeros in Enum.GetValues<ZeroDifferences>())
        {
            WilcoxonResult one = WilcoxonSignedRank.Test(a, b, zeros), other = WilcoxonSignedRank.Test(b, a, zeros);
            Assert.Equal(one.ExactGreaterPValue.Value, other.ExactLessPValue.Value, 1e-12);
            Assert.Equal(one.PositiveRanks, other.NegativeRanks);
            Assert.Equal(one.PValue, other.PValue, 1e-12);
        }

        SignFlipResult flips = SignFlip.Test([.. a.Zip(b, (x, y) => y - x)]), flipped = SignFlip.Test([.. a.Zip(b, (x, y) => x - y)]);
        Assert.Equal(flips.GreaterPValue, flipped.LessPValue);
        Assert.Equal(CliffsDelta.Of(a, b).Delta, -CliffsDelta.Of(b, a).Delta);
        Assert.Equal(EffectSize.Of(a, b).DZ, -EffectSize.Of(b, a).DZ, 1e-12);
        Assert.Equal(PairedT.Test(a, b).GreaterPValue, PairedT.Test(b, a).LessPValue, 1e-12);
        Assert.Equal(SignTest.Test(a, b).PValue, SignTest.Test(b, a).PValue);
    }

    [Property(MaxTest = 1000)]
    public void TheOrderOfThePairsDoesNotMatter((sbyte A, sbyte B)[] pairs, int seed)
    {
        (double[] a, double[] b) = Sides(pairs);
        int[] order = Shuffles.Of(a.Length, seed);
        (double[] c, double[] d) = ([.. order.Select(i => a[i])], [.. order.Select(i => b[i])]);

        Assert.Equal(WilcoxonSignedRank.Test(a, b).ExactPValue.Value, WilcoxonSignedRank.Test(c, d).ExactPValue.Value, 1e-12);
        Assert.Equal(CliffsDelta.Of(a, b), CliffsDelta.Of(c, d));
        Assert.Equal(PairedT.Test(a, b).PValue, PairedT.Test(c, d).PValue, 1e-9);
        Assert.Equal(PairedStandardError.Of(a, b).Paired, PairedStandardError.Of(c, d).Paired, 1e-9);
    }

    [Property(MaxTest = 1000)]
    public void ExactWilcoxonIsTheEnumerationOfAllSigns((sbyte A, sbyte B)[] pairs)
    {
        (double[] a, double[] b) = Sides([.. pairs.Take(9)]);
        double[] d = [.. a.Zip(b, (x, y) => y - x).Where(v => v != 0)];
        double[] ranks = [.. d.Select(v => d.Sum(o => Math.Abs(o) < Math.Abs(v) ? 1 : Math.Abs(o) == Math.Abs(v) ? 0.5 : 0) + 0.5)];
        double found = ranks.Where((_, i) => d[i] > 0).Sum();
        double greater = Enumerable.Range(0, 1 << d.Length).Average(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum() >= found ? 1.0 : 0);

        Quantity p = WilcoxonSignedRank.Test(a, b).ExactGreaterPValue;
        Assert.True(a.Length == 0 ? p.Reason is not null : Math.Abs(greater - p.Value) < 1e-12);
    }

    [Property(MaxTest = 1000)]
    public void TheTIntervalContainsTheMeanAndExcludesZeroExactlyWhenTheTestRejects((sbyte A, sbyte B)[] pairs)
    {
        (double[] a, double[] b) = Sides(pairs);
        PairedTResult t = PairedT.Test(a, b);
        if (!t.IsEstimable)
        {
            Assert.True(double.IsNaN(t.PValue) && !t.Interval.IsEstimable && t.Interval.Reason is not null);
            return;
        }

        Assert.True(t.Interval.Contains(t.MeanDifference));
        Assert.True(Math.Abs(t.PValue - 0.05) < 1e-9 || t.Interval.Contains(0) == t.PValue > 0.05);
    }

    [Property(MaxTest = 1000)]
    public void McNemarIsTheSignTestOfTheItems(byte both, byte first, byte second, byte neither)
    {
        McNemarResult test = McNemar.Test(both, first, second, neither), swapped = McNemar.Test(both, second, first, neither);
        double[] a = [.. Enumerable.Repeat(0.0, first), .. Enumerable.Repeat(1.0, second), 0], b = [.. Enumerable.Repeat(1.0, first), .. Enumerable.Repeat(0.0, second), 0];
        bool none = both + first + second + neither == 0;

        Assert.Equal(none, double.IsNaN(test.PValue));
        Assert.True(none || Math.Abs(test.PValue - SignTest.Test(a, b).PValue) < 1e-12);
        Assert.True(none || (test.PValue == swapped.PValue && test.MidPValue <= test.PValue && test.Difference == -swapped.Difference));
    }

    [Fact]
    public void MoreItemsDetectSmallerEffects()
    {
        Assert.True(MinimumDetectableEffect.Of(400, 0.1).Value * 2 - MinimumDetectableEffect.Of(100, 0.1).Value < 1e-15);
        Assert.True(TTestPower.SmallestEffect(50).Value < TTestPower.SmallestEffect(20).Value);
        Assert.Equal(0.8, TTestPower.Power(TTestPower.SmallestEffect(20).Value, 20).Value, 1e-9);
        Assert.Equal(0.05, TTestPower.Power(0, 20).Value, 1e-9);
        Assert.NotNull(MinimumDetectableEffect.Of(0, 0.1).Reason);
        Assert.NotNull(MinimumDetectableEffect.Items(0, 0.1).Reason);
        Assert.NotNull(TTestPower.SmallestEffect(1).Reason);
    }

    private static (double[] A, double[] B) Sides((sbyte A, sbyte B)[] pairs) =>
        ([.. pairs.Take(12).Select(p => p.A / 8.0)], [.. pairs.Take(12).Select(p => p.B / 8.0)]);
}
