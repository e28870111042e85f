namespace Amuro.Analysis.Statistics;

/// <summary>Hochberg's correction of p for tests that are independent or positively dependent (Hochberg 1988, Biometrika 75:800).</summary>
public static class Hochberg
{
    /// <summary>Adjusted p of each test: the smallest level at which Hochberg's procedure rejects it.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p) => OrderedPValues.Adjust(p, (sorted, i) => (sorted.Length - i) * sorted[i], fromLargest: true);
}
