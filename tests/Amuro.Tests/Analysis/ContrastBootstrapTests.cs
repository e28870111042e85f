using Amuro.Analysis;
using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Resampling;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

public sealed class ContrastBootstrapTests
{
    // One contrast takes kept resamples, several are drawn together: the same numbers come out of the same seed.
    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public void KeptResamplesAreThoseDrawnTogether(bool withItems, int seeds)
    {
        ResultGrid grid = ResultGrid.From((Worlds.Miniature with { WithItems = withItems, Seeds = seeds, Steps = [100, 200] }).Draw(), null, 3);
        Contrast contrast = Change(grid);
        Estimate alone = ContrastBootstrap.Estimate([(contrast, 1)], 0.95, 500, 11);
        Estimate halves = ContrastBootstrap.Estimate([(contrast, 0.5), (contrast, 0.5)], 0.95, 500, 11);

        Assert.Equal(halves.Value, alone.Value, 1e-12);
        Assert.Equal(halves.Interval.Low, alone.Interval.Low, 1e-12);
        Assert.Equal(halves.Interval.High, alone.Interval.High, 1e-12);
        Assert.Equal(halves.PValue, alone.PValue);
        Assert.Equal(alone, ContrastBootstrap.Estimate([(contrast, 1)], 0.95, 500, 11));
        Assert.NotEqual(alone, ContrastBootstrap.Estimate([(contrast, 1)], 0.95, 500, 12));
    }

    [Fact]
    public void ItemsThatAreMissingFromSomeClustersAreWeighted()
    {
        var random = new SeededRandom(4);
        double[] counts = [.. Enumerable.Range(0, 23).Select(_ => (double)random.Next(4))];
        double[] sums = [.. counts.Select(c => c * random.NextDouble())];
        byte[] drawn = new byte[23];
        ResampleDraws.Draw(drawn, random);
        var clusters = new ClusterSums(sums, counts);

        Assert.Equal(23, drawn.Sum(d => d));
        Assert.Equal(sums.Sum() / counts.Sum(), clusters.Value, 1e-12);
        Assert.Equal(drawn.Zip(sums, (d, s) => d * s).Sum() / drawn.Zip(counts, (d, c) => d * c).Sum(), clusters.Resampled(drawn), 1e-12);
        Assert.Equal(clusters.Value, clusters.Resampled(new byte[23]));
        Assert.Equal(sums.Sum() / 46, new ClusterSums(sums, [.. sums.Select(_ => 2.0)]).Value, 1e-12);
    }

    [Fact]
    public void ResamplesAreKeptUntilTheyAreTooLarge()
    {
        var cache = new DrawCache();
        var small = new DrawShape(50, false, 2, 100, 1);
        ResampleDraws first = cache.Of(small)!;

        Assert.Same(first, cache.Of(small));
        Assert.NotSame(first, cache.Of(small with { Seed = 2 }));
        Assert.Null(cache.Of(new DrawShape(10_000_000, false, 1, 1000, 1)));
        // Two of 70 million bytes are more than are kept: the one asked for longest ago goes.
        cache.Of(new DrawShape(700_000, false, 1, 100, 1));
        cache.Of(new DrawShape(700_001, false, 1, 100, 1));
        ResampleDraws again = cache.Of(small)!;
        Assert.NotSame(first, again);
        Assert.All(Enumerable.Range(0, 100), b => Assert.True(first.Clusters(b).SequenceEqual(again.Clusters(b)) && first.Seeds(b).SequenceEqual(again.Seeds(b))));
    }

    private static Contrast Change(ResultGrid grid) => Contrast.Of(
        grid.Task("nli_ood"), "nli", grid.Seeds(Stage.FineTuned, "nli", "nli_ood", "default"),
        seed => [new Term(grid.Tuned(200, "nli", "nli_ood", "default", seed), 1), new Term(grid.Base(200, "nli_ood", "default", seed), -1)])!;
}
