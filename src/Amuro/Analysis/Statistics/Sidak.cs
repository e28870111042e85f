namespace Amuro.Analysis.Statistics;

/// <summary>Sidak's correction of p for several independent tests (Sidak 1967, JASA 62:626).</summary>
public static class Sidak
{
    /// <summary>1 - (1 - p)^m.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p) => OrderedPValues.Adjust(p, (sorted, i) => Of(sorted[i], sorted.Length), fromLargest: false);

    /// <summary>1 - (1 - p)^tests without the loss of digits for small p.</summary>
    internal static double Of(double p, double tests) => -Probabilities.ExpM1(tests * Probabilities.Log1P(-p));
}
