namespace Amuro.Analysis.Statistics;

/// <summary>Control of the false discovery rate for tests that are independent or positively dependent (Benjamini and Hochberg 1995, JRSS B 57:289).</summary>
public static class BenjaminiHochberg
{
    /// <summary>Adjusted p of each test: the smallest rate at which the procedure rejects it.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p) => OrderedPValues.Adjust(p, (sorted, i) => sorted.Length * sorted[i] / (i + 1), fromLargest: true);
}
