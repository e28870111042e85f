using Amuro.Analysis.Resampling;
using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Contrasts;

/// <summary>
/// Estimates weighted sums of contrasts with a two-level bootstrap: fine-tuning seeds (where there are at least two), then clusters of items.
/// </summary>
/// <remarks>
/// Contrasts that share runs or items are resampled together. Deviations of drawn seeds are widened by sqrt(S / (S - 1)), which makes
/// their variance unbiased for S seeds (Davison and Hinkley 1997, section 3.8). The interval is Hesterberg's expanded percentile interval
/// for the number of clusters. p is twice the smaller tail of the distribution at 0, (1 + count) / (1 + resamples).
/// </remarks>
internal static class ContrastBootstrap
{
    /// <summary>With fewer clusters altogether nothing is estimated: no resampling of them can show a significant effect reliably.</summary>
    public const int MinimumClusters = 8;

    public static Estimate Estimate(IReadOnlyList<(Contrast Contrast, double Weight)> terms, double level, int resamples, long seed)
    {
        if (terms.Count == 0)
        {
            return Analysis.Estimate.None("nothing to compare", level);
        }

        double value = terms.Sum(t => t.Weight * t.Contrast.Value);
        int[] groups = [.. terms.DistinctBy(t => t.Contrast.ItemGroup).Select(t => t.Contrast.Clusters)];
        int clusters = groups.Sum();
        bool scoresOnly = terms.Any(t => t.Contrast.Scores is not null);
        if (scoresOnly && terms.Any(t => t.Contrast.Scores?.Any(s => double.IsNaN(s.StandardError)) ?? false))
        {
            return new Estimate(value, Interval.NotEstimable(level), double.NaN, "a score has neither item records nor a standard error");
        }

        if (!scoresOnly && clusters < MinimumClusters)
        {
            return new Estimate(
                value, Interval.NotEstimable(level), double.NaN, $"{clusters} independent clusters of items, at least {MinimumClusters} are needed");
        }

        double[] distribution = Distribution(terms, resamples, seed);
        Interval interval = scoresOnly ? PercentileInterval.Of(distribution, level) : PercentileInterval.Expanded(distribution, (double)clusters / groups.Length, level, groups.Length);
        if (!scoresOnly && interval.Low == interval.High)
        {
            interval = Degenerate(value, clusters, level);
        }

        double below = distribution.Count(v => v <= 0);
        double above = distribution.Count(v => v >= 0);
        return new Estimate(value, interval, Math.Min(1, 2 * (1 + Math.Min(below, above)) / (1 + resamples)));
    }

    // All resamples agree, because all clusters do: that their effect is the same in all others is not certain. With no exception among
    // n clusters, up to 1 - ((1 - level) / 2)^(1/n) of all clusters may be exceptions (Clopper and Pearson 1934), each off by 1 at most.
    internal static Interval Degenerate(double value, int clusters, double level)
    {
        double share = 1 - Math.Pow((1 - level) / 2, 1.0 / clusters);
        double bound = Math.Max(1, Math.Abs(value));
        return new Interval(Math.Max(-bound, value - share), Math.Min(bound, value + share), level);
    }

    private static double[] Distribution(IReadOnlyList<(Contrast Contrast, double Weight)> terms, int resamples, long seed)
    {
        if (terms.Count == 1)
        {
            (Contrast contrast, double weight) = terms[0];
            var shape = new DrawShape(contrast.Clusters, contrast.Scores is not null, contrast.Seeds.Length, resamples, seed);
            if (contrast.Draws.Of(shape) is { } draws)
            {
                return [.. Enumerable.Range(0, resamples).Select(b => weight * Resampled(contrast, draws.Clusters(b), draws.Noise(b), contrast.Seeds, draws.Seeds(b)))];
            }
        }

        return Together(terms, resamples, seed);
    }

    // Groups are drawn in the order of their names, so that the order of the rows changes nothing.
    private static double[] Together(IReadOnlyList<(Contrast Contrast, double Weight)> terms, int resamples, long seed)
    {
        var random = new SeededRandom(seed);
        IGrouping<string, Contrast>[] items = [.. terms.GroupBy(t => t.Contrast.ItemGroup, t => t.Contrast).OrderBy(g => g.Key, StringComparer.Ordinal)];
        IGrouping<string, Contrast>[] runs = [.. terms.GroupBy(t => t.Contrast.Runs, t => t.Contrast).OrderBy(g => g.Key, StringComparer.Ordinal)];
        int[] itemGroup = [.. terms.Select(t => Array.FindIndex(items, g => g.Key == t.Contrast.ItemGroup))];
        int[] runGroup = [.. terms.Select(t => Array.FindIndex(runs, g => g.Key == t.Contrast.Runs))];
        byte[][] clusters = [.. items.Select(g => new byte[g.Max(c => c.Clusters)])];
        int[][] seeds = [.. runs.Select(g => g.SelectMany(c => c.Seeds).Distinct().Order().ToArray())];
        byte[][] seedCounts = [.. seeds.Select(s => new byte[s.Length])];
        bool[] byScore = [.. items.Select(g => g.Any(c => c.Scores is not null))];
        var noise = new double[items.Length];
        var distribution = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            for (int g = 0; g < items.Length; g++)
            {
                ResampleDraws.Draw(clusters[g], random);
                noise[g] = byScore[g] ? random.NextNormal() : 0;
            }

            foreach (byte[] counts in seedCounts)
            {
                ResampleDraws.Draw(counts, random);
            }

            for (int t = 0; t < terms.Count; t++)
            {
                (Contrast contrast, double weight) = terms[t];
                distribution[b] += weight * Resampled(contrast, clusters[itemGroup[t]], noise[itemGroup[t]], seeds[runGroup[t]], seedCounts[runGroup[t]]);
            }
        }

        return distribution;
    }

    private static double Resampled(Contrast contrast, ReadOnlySpan<byte> clusters, double noise, int[] seeds, ReadOnlySpan<byte> counts)
    {
        (double all, double drawn, int drawnCount, int s) = (0, 0, 0, 0);
        for (int g = 0; g < seeds.Length && s < contrast.Seeds.Length; g++)
        {
            if (seeds[g] == contrast.Seeds[s])
            {
                double value = contrast.BySeed is { } sums ? sums[s].Resampled(clusters) : contrast.Scores![s].Value + (noise * contrast.Scores[s].StandardError);
                all += value;
                drawn += counts[g] * value;
                drawnCount += counts[g];
                s++;
            }
        }

        double mean = all / contrast.Seeds.Length;
        int n = contrast.Seeds.Length;
        return n < 2 || drawnCount == 0 ? mean : mean + (Math.Sqrt(n / (n - 1.0)) * ((drawn / drawnCount) - mean));
    }
}
