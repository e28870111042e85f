using Amuro.Analysis.Statistics;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class TrendLaws
{
    [Property(MaxTest = 1000)]
    public void TheExactMannKendallPIsTheShareOfAllOrders(sbyte[] values)
    {
        double[] y = [.. values.Take(6).Select(v => (double)v)], x = Positions(y);
        if (y.Length < 3)
        {
            Assert.NotNull(MannKendall.Test(x, y).Reason);
            return;
        }

        MannKendallResult found = MannKendall.Test(x, y);
        double[][] orders = [.. All([.. y])];
        Assert.Equal(orders.Average(o => Math.Abs(MannKendall.Test(x, o).S) >= Math.Abs(found.S) ? 1.0 : 0), found.PValue, 1e-12);
        Assert.Equal(orders.Average(o => MannKendall.Test(x, o).S >= found.S ? 1.0 : 0), found.IncreasingPValue, 1e-12);
    }

    [Property(MaxTest = 1000)]
    public void RankCorrelationsIgnoreMonotoneChangesAndChangeSignWithOne(sbyte[] values, int seed)
    {
        double[] y = [.. values.Select(v => (double)v)], x = [.. Shuffles.Of(y.Length, seed).Select(i => (double)i)];
        double[] curved = [.. y.Select(v => (v * v * v) + 5)], down = [.. y.Select(v => -v)];

        Assert.Equal(Spearman.Test(x, y), Spearman.Test(x, curved));
        Assert.Equal(Spearman.Test(x, y).Rho, -Spearman.Test(x, down).Rho, 1e-12);
        Assert.Equal(Kendall.Test(x, y), Kendall.Test(x, curved));
        Assert.Equal(Kendall.Test(x, y).TauB, -Kendall.Test(x, down).TauB, 1e-12);
        Assert.True(!Spearman.Test(x, y).IsEstimable || Spearman.Test(x, y).Rho is >= -1 and <= 1);
    }

    [Property(MaxTest = 1000)]
    public void TheIsotonicFitIsMonotoneKeepsTheMeanAndLeavesMonotoneSeriesAlone(sbyte[] values)
    {
        double[] y = [.. values.Select(v => (double)v)];
        IsotonicResult fit = IsotonicFit.Fit(y);
        if (y.Length == 0)
        {
            Assert.NotNull(fit.Reason);
            return;
        }

        Assert.True(fit.Fit.Zip(fit.Fit.Skip(1)).All(p => p.First <= p.Second));
        Assert.Equal(y.Average(), fit.Fit.Average(), 1e-9);
        Assert.True(IsotonicFit.Fit([.. y.Order()]).Fit.SequenceEqual(y.Order()));
        Assert.Equal(fit.SumOfSquares, IsotonicFit.Fit([.. y.Select(v => -v)], increasing: false).SumOfSquares, 1e-9);
        Assert.Equal(y.Length, fit.BlockWeights.Sum(), 1e-9);
    }

    [Property(MaxTest = 1000)]
    public void JonckheereOfTwoGroupsMirrors(sbyte[] first, sbyte[] second)
    {
        double[] a = [.. first.Take(5).Select(v => (double)v)], b = [.. second.Take(5).Select(v => (double)v)];
        JonckheereTerpstraResult up = JonckheereTerpstra.Test([a, b]), down = JonckheereTerpstra.Test([b, a]);

        Assert.Equal(up.IsEstimable, down.IsEstimable);
        Assert.True(!up.IsEstimable || Math.Abs(up.Z + down.Z) < 1e-9);
        Assert.True(!up.IsEstimable || Math.Abs(up.ExactIncreasingPValue.Value - down.ExactDecreasingPValue.Value) < 1e-12);
    }

    [Property(MaxTest = 1000)]
    public void ABreakNeverFitsWorseThanALineAndFreeLinesNeverWorseThanAHinge(sbyte[] values)
    {
        double[] y = [.. values.Take(20).Select(v => v / 10.0)], x = Positions(y);
        if (y.Length < 6)
        {
            return;
        }

        TwoLinesResult lines = ChangePoint.TwoLines(x, y), hinge = ChangePoint.HingeAtPoints(x, y);
        HingeResult anywhere = ChangePoint.HingeAnywhere(x, y);
        Assert.True(lines.Search.BestSquares <= lines.LineSquares + 1e-9);
        Assert.True(hinge.Search.BestSquares <= hinge.LineSquares + 1e-9);
        Assert.True(anywhere.Squares <= hinge.Search.BestSquares + 1e-9);
        Assert.True(lines.Search.BestSquares <= anywhere.Squares + 1e-9);
        Assert.InRange(anywhere.Knot, x[1], x[^2]);
        Assert.True(ChangePoint.MeanShift(y).Search.BestSquares <= ChangePoint.MeanShift(y).ConstantSquares + 1e-9);
    }

    [Fact]
    public void TooLittleDataHasAReasonAndNoNumber()
    {
        Statistic[] results =
        [
            MannKendall.Test([1, 2], [1, 2]), Kendall.Test([1, 2], [1, 2]), Spearman.Test([1, 2], [1, 2]), PartialSpearman.Test([1, 2, 3], [1, 2, 3], [1, 2, 3]),
            LinearRegression.Fit([1], [1]), IsotonicFit.Fit([]), PageTrend.Test([[1.0, 2, 3]]), JonckheereTerpstra.Test([[1.0, 2]]),
            ChangePoint.TwoLines([1, 2, 3, 4], [1, 2, 3, 4]), ChangePoint.HingeAtPoints([1, 1, 1, 1], [1, 2, 3, 4]), ChangePoint.HingeAnywhere([], []),
            ChangePoint.MeanShift([1, double.NaN, 2]), Overtraining.Fit([1, 2, 3], [1, 2, 3]), SignalToNoise.Of([1], [1]),
            OneWayVariance.Of([[1.0], [2.0]]), RestrictedMaximumLikelihood.Of([[1.0, 1], [2.0, 2]]), CrossedVariance.Of([[1.0, 2]]),
            ContinualLearning.Of([[1.0]]), ScoreChange.Of([], []), ChanceLevelTrend.Test([1, 2], [1, 2], 10, 0.5, [1, 2]),
            WilcoxonSignedRank.Test([], []), SignTest.Test([], []), PairedT.Test([1], [2]), EffectSize.Of([1], [2]), CliffsDelta.Of([], []),
            PairedStandardError.Of([1], [2]), McNemar.Test(0, 0, 0, 0), ClusteredStandardError.Estimate([1], ["a"]), SignFlip.Test([]),
            Bootstrap.Of(0, _ => 1), NewcombeInterval.Paired(0, 0, 0, 0), NewcombeInterval.Independent(0, 0, 1, 2),
        ];
        Assert.All(results, r => Assert.False(string.IsNullOrEmpty(r.Reason), r.ToString()));
        Assert.NotNull(ClopperPearsonInterval.Of(0, 0).Reason);
    }

    private static double[] Positions(double[] values) => [.. values.Select((_, i) => (double)(i * 100))];

    private static IEnumerable<double[]> All(double[] values) => values.Length == 0
        ? [[]]
        : values.SelectMany((first, i) => All([.. values.Where((_, j) => j != i)]).Select(rest => (double[])[first, .. rest]));
}
