namespace Amuro.Analysis.Statistics;

/// <summary>Standard error of a mean over items that come in clusters (Miller 2024, arXiv 2411.00640, section 2.2).</summary>
public static class ClusteredStandardError
{
    /// <summary>sqrt(SE^2 + (1/n^2) sum over clusters of the products of different residuals), SE = sd / sqrt(n).</summary>
    /// <typeparam name="TCluster">What names a cluster.</typeparam>
    /// <param name="values">Score of each item.</param>
    /// <param name="clusters">Cluster of each item.</param>
    /// <returns>The standard error; NaN with fewer than two items or clusters, or where the sum is negative.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static double Of<TCluster>(IReadOnlyList<double> values, IReadOnlyList<TCluster> clusters)
        where TCluster : notnull
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(clusters);
        if (values.Count != clusters.Count)
        {
            throw new ArgumentException($"Expected as many clusters as values ({values.Count}), found {clusters.Count}.", nameof(clusters));
        }

        double n = values.Count;
        double mean = values.Count == 0 ? double.NaN : values.Average();
        var sums = new Dictionary<TCluster, double>();
        double squares = 0;
        for (int i = 0; i < values.Count; i++)
        {
            double residual = values[i] - mean;
            squares += residual * residual;
            sums[clusters[i]] = sums.GetValueOrDefault(clusters[i]) + residual;
        }

        if (n < 2 || sums.Count < 2)
        {
            return double.NaN;
        }

        double plain = squares / (n - 1) / n;
        double between = (sums.Values.Sum(s => s * s) - squares) / (n * n);
        return Math.Sqrt(plain + between);
    }
}
