namespace Amuro.Analysis.Statistics;

/// <summary>
/// Hommel's correction of p: closed testing with Simes' test (Hommel 1988, Biometrika 75:383), by the algorithm of Wright 1992
/// (Biometrics 48:1005). For tests that are independent or positively dependent; never weaker than Hochberg's.
/// </summary>
public static class Hommel
{
    /// <summary>Adjusted p of each test: the smallest level at which every Simes test of a set with it rejects.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        int[] order = OrderedPValues.Order(p);
        int m = order.Length;
        double[] sorted = [.. order.Select(i => p[i])], adjusted = [.. sorted], result = [.. p.Select(_ => double.NaN)];
        for (int size = m; size > 1; size--)
        {
            // The largest size - 1 p take part in Simes' test with each smaller one.
            double smallest = double.PositiveInfinity;
            for (int k = 2; k <= size; k++)
            {
                smallest = Math.Min(smallest, size * sorted[m - size + k - 1] / k);
            }

            for (int i = 0; i < m; i++)
            {
                adjusted[i] = Math.Max(adjusted[i], i > m - size ? smallest : Math.Min(smallest, size * sorted[i]));
            }
        }

        for (int i = 0; i < m; i++)
        {
            result[order[i]] = Math.Min(1, adjusted[i]);
        }

        return result;
    }
}
