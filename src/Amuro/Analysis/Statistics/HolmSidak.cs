namespace Amuro.Analysis.Statistics;

/// <summary>Holm's procedure with Sidak's correction, for independent tests (Holland and Copenhaver 1987, Biometrics 43:417).</summary>
public static class HolmSidak
{
    /// <summary>Adjusted p of each test: the smallest level at which the procedure rejects it.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p) => OrderedPValues.Adjust(p, (sorted, i) => Sidak.Of(sorted[i], sorted.Length - i), fromLargest: false);
}
