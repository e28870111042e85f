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
        where TCluster : notnull => Estimate(values, clusters).Clustered;

    /// <summary>The mean with its plain and its clustered standard errors.</summary>
    /// <typeparam name="TCluster">What names a cluster.</typeparam>
    /// <param name="values">Score of each item.</param>
    /// <param name="clusters">Cluster of each item.</param>
    /// <returns>The errors; not estimable with fewer than two items or clusters or a value that is not a number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static ClusteredErrorResult Estimate<TCluster>(IReadOnlyList<double> values, IReadOnlyList<TCluster> clusters)
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

        double ofSums = sums.Values.Sum(s => s * s), variance = (squares / (n - 1) / n) + ((ofSums - squares) / (n * n));
        string? problem = n < 2 || sums.Count < 2 ? $"at least 2 items in 2 clusters are needed, found {n} in {sums.Count}"
            : double.IsNaN(variance) ? "a value is not a number"
            : variance < 0 ? "the clustered variance is negative"
            : null;
        return n < 2 || sums.Count < 2
            ? new ClusteredErrorResult(mean, values.Count, sums.Count, double.NaN, double.NaN, double.NaN, double.NaN, problem)
            : new ClusteredErrorResult(
                mean,
                values.Count,
                sums.Count,
                Math.Sqrt(squares / (n - 1) / n),
                Math.Sqrt(squares) / n,
                variance < 0 ? double.NaN : Math.Sqrt(variance),
                Math.Sqrt(ofSums) / n,
                problem);
    }
}

/// <summary>Result of <see cref="ClusteredStandardError"/>.</summary>
/// <param name="Mean">Mean over the items.</param>
/// <param name="Items">Number of items.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Plain">Standard error as if the items were independent: sd (n - 1) / sqrt(n).</param>
/// <param name="PlainPopulation">The same with n in the denominator of the variance.</param>
/// <param name="Clustered">Miller's clustered standard error.</param>
/// <param name="Sandwich">Square root of the summed squares of the clusters' sums, over n: "CR0" (Liang and Zeger 1986).</param>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record ClusteredErrorResult(
    double Mean, int Items, int Clusters, double Plain, double PlainPopulation, double Clustered, double Sandwich, string? Reason = null)
    : Statistic(Reason)
{
    /// <summary><see cref="Sandwich"/> times sqrt(G / (G - 1)) for G clusters: "CR1".</summary>
    public double SandwichCorrected => Sandwich * Math.Sqrt(Clusters / (Clusters - 1.0));

    /// <summary>Clustered over plain variance.</summary>
    public double DesignEffect => Clustered * Clustered / (Plain * Plain);
}
