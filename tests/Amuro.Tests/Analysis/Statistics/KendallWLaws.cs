using Amuro.Analysis.Statistics;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class KendallWLaws
{
    // Kendall and Babington Smith's formula by hand: ranks 1 2 3, 1 3 2, 2 1 3 have sums 4 6 8, S = 8, W = 12 * 8 / (9 * 24).
    [Fact]
    public void Three_rankings_of_three() =>
        Assert.Equal(12 * 8 / (9.0 * 24), KendallW.Of([[1, 2, 3], [0.1, 0.9, 0.4], [5, 2, 9]]).W, 1e-12);

    [Fact]
    public void Same_order_is_one_and_reversed_order_none()
    {
        Assert.Equal(1, KendallW.Of([[1, 2, 3, 4], [10, 20, 30, 31], [0, 0.1, 0.2, 0.9]]).W, 1e-12);
        Assert.Equal(0, KendallW.Of([[1, 2, 3, 4], [4, 3, 2, 1]]).W, 1e-12);
        // With ties that all share there is still full agreement.
        Assert.Equal(1, KendallW.Of([[1, 1, 2], [5, 5, 9]]).W, 1e-12);
    }

    [Fact]
    public void Too_little_is_told()
    {
        Assert.Equal("at least 2 rankings of 2 objects are needed, found 1 of 3", KendallW.Of([[1, 2, 3]]).Reason);
        Assert.Equal("all objects are tied in all rankings", KendallW.Of([[1, 1], [2, 2]]).Reason);
        Assert.Throws<ArgumentException>(() => KendallW.Of([[1, 2], [1, 2, 3]]));
    }

    [Property(MaxTest = 1000)]
    public void It_is_the_mean_of_spearmans_correlations_and_no_ranking_counts_more(int seed)
    {
        var random = new SeededRandom(seed);
        (int m, int n) = (2 + random.Next(5), 3 + random.Next(6));
        double[][] ratings = [.. Enumerable.Range(0, m).Select(_ => Enumerable.Range(0, n).Select(_ => random.NextDouble()).ToArray())];
        KendallWResult found = KendallW.Of(ratings);
        double[] correlations = [.. from i in Enumerable.Range(0, m) from j in Enumerable.Range(0, i) select Spearman.Test(ratings[i], ratings[j]).Rho];

        Assert.Equal(correlations.Average(), found.MeanCorrelation, 1e-9);
        Assert.InRange(found.W, -1e-12, 1 + 1e-12);
        Assert.Equal(found.W, KendallW.Of([.. ratings.Reverse()]).W, 1e-12);
        Assert.Equal(found.W, KendallW.Of([.. ratings.Select(r => r.Reverse().Select(v => Math.Exp(3 * v)).ToArray())]).W, 1e-12);
    }
}
