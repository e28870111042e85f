namespace Amuro.Analysis.Statistics;

/// <summary>Holm's correction of p for several tests (Holm 1979, Scandinavian Journal of Statistics 6:65).</summary>
public static class Holm
{
    /// <summary>Adjusted p of each test: the smallest level at which Holm's procedure rejects it.</summary>
    /// <param name="p">p of each test, 0 to 1; NaN stays NaN and does not count as a test.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        foreach (double value in p)
        {
            if (value is < 0 or > 1)
            {
                throw new ArgumentOutOfRangeException(nameof(p), value, "Expected a p between 0 and 1.");
            }
        }

        int[] order = [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
        var adjusted = new double[p.Count];
        Array.Fill(adjusted, double.NaN);
        double largest = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, (order.Length - rank) * p[order[rank]]);
            adjusted[order[rank]] = Math.Min(1, largest);
        }

        return adjusted;
    }
}
