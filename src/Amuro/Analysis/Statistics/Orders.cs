namespace Amuro.Analysis.Statistics;

/// <summary>All orders of a few values, by Heap's algorithm (Heap 1963).</summary>
internal static class Orders
{
    /// <summary>Calls for each of the n! orders of the values, which are moved in place; the first is the order given.</summary>
    public static void All(double[] values, Action visit)
    {
        var counters = new int[values.Length];
        visit();
        int i = 1;
        while (i < values.Length)
        {
            if (counters[i] < i)
            {
                int other = i % 2 == 0 ? 0 : counters[i];
                (values[other], values[i]) = (values[i], values[other]);
                visit();
                counters[i]++;
                i = 1;
            }
            else
            {
                counters[i++] = 0;
            }
        }
    }
}
