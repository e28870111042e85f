namespace Amuro.Analysis.Statistics;

/// <summary>Ranks from 1, ties sharing their mean rank, and the sums over ties that variances of rank statistics need.</summary>
internal static class Ranks
{
    public static double[] Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values];
        var order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && sorted[end] == sorted[start]; end++)
            {
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
        }

        return ranks;
    }

    /// <summary>Numbers of equal values, value by value.</summary>
    public static IEnumerable<double> Ties(IEnumerable<double> values) => values.GroupBy(v => v).Select(g => (double)g.Count());
}
