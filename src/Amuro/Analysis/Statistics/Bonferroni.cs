namespace Amuro.Analysis.Statistics;

/// <summary>Bonferroni's correction of p for several tests (Dunn 1961, JASA 56:52).</summary>
public static class Bonferroni
{
    /// <summary>m p, at most 1.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p) => OrderedPValues.Adjust(p, (sorted, i) => sorted.Length * sorted[i], fromLargest: false);
}
