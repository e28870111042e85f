namespace Amuro.Analysis.Statistics;

/// <summary>Control of the false discovery rate whatever the dependence of the tests (Benjamini and Yekutieli 2001, Annals of Statistics 29:1165).</summary>
public static class BenjaminiYekutieli
{
    /// <summary>Adjusted p of each test: the smallest rate at which the procedure rejects it.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p) => OrderedPValues.Adjust(p, (sorted, i) => Harmonic(sorted.Length) * sorted.Length * sorted[i] / (i + 1), fromLargest: true);

    private static double Harmonic(int m)
    {
        double sum = 0;
        for (int i = m; i >= 1; i--)
        {
            sum += 1.0 / i;
        }

        return sum;
    }
}
