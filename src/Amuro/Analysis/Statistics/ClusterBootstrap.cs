namespace Amuro.Analysis.Statistics;

/// <summary>
/// The bootstrap of a mean over items that come in clusters: whole clusters are drawn with replacement
/// (Davison and Hinkley 1997, Bootstrap Methods and their Application, section 3.8). For a paired comparison the values are differences.
/// </summary>
public static class ClusterBootstrap
{
    /// <summary>Means of the resamples, each the sum of the values drawn over their number.</summary>
    /// <param name="values">Value of each item, such as the difference of two models on it.</param>
    /// <param name="clusters">Cluster of each item.</param>
    /// <param name="resamples">Number of resamples. Default 2,000.</param>
    /// <param name="seed">Seed of the draws. Default 0.</param>
    /// <returns>As many means; none if there are no items.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one resample.</exception>
    public static double[] Means(IReadOnlyList<double> values, IReadOnlyList<string> clusters, int resamples = 2000, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.Count != clusters.Count)
        {
            throw new ArgumentException($"Expected as many clusters as values ({values.Count}), found {clusters.Count}.", nameof(clusters));
        }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var sums = new List<double>();
        var counts = new List<double>();
        for (int i = 0; i < values.Count; i++)
        {
            if (index.TryAdd(clusters[i], sums.Count))
            {
                sums.Add(0);
                counts.Add(0);
            }

            sums[index[clusters[i]]] += values[i];
            counts[index[clusters[i]]]++;
        }

        return sums.Count == 0 ? [] : Means([.. sums], [.. counts], Draws(sums.Count, resamples, new SeededRandom(seed)));
    }

    /// <summary>How often each cluster is in each resample, for statistics that are no means. The array is filled anew for each.</summary>
    internal static IEnumerable<int[]> Counts(int clusters, int resamples, long seed)
    {
        var counts = new int[clusters];
        foreach (int[] draw in Draws(clusters, resamples, new SeededRandom(seed)))
        {
            Array.Clear(counts);
            foreach (int cluster in draw)
            {
                counts[cluster]++;
            }

            yield return counts;
        }
    }

    /// <summary>Means of given resamples.</summary>
    internal static double[] Means(double[] sums, double[] counts, IEnumerable<int[]> draws) => [.. draws.Select(draw =>
    {
        (double sum, double count) = (0, 0);
        foreach (int cluster in draw)
        {
            sum += sums[cluster];
            count += counts[cluster];
        }

        return sum / count;
    })];

    private static IEnumerable<int[]> Draws(int clusters, int resamples, SeededRandom random)
    {
        var draw = new int[clusters];
        for (int b = 0; b < resamples; b++)
        {
            for (int i = 0; i < clusters; i++)
            {
                draw[i] = random.Next(clusters);
            }

            yield return draw;
        }
    }
}
