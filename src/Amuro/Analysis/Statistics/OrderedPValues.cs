using System.Runtime.CompilerServices;

namespace Amuro.Analysis.Statistics;

/// <summary>What the corrections for several tests have in common: they adjust sorted p. One that is not a number stays so and is no test.</summary>
internal static class OrderedPValues
{
    /// <param name="p">p of each test.</param>
    /// <param name="adjust">Adjusts m sorted p (smallest first) at a place from 0.</param>
    /// <param name="fromLargest">Whether an adjusted p is the smallest of its own and those above, else the largest of its own and those below.</param>
    /// <param name="name">Name of the argument.</param>
    public static double[] Adjust(
        IReadOnlyList<double> p, Func<double[], int, double> adjust, bool fromLargest, [CallerArgumentExpression(nameof(p))] string name = "")
    {
        int[] order = Order(p, name);
        double[] sorted = [.. order.Select(i => p[i])], adjusted = [.. p.Select(_ => double.NaN)];
        double running = fromLargest ? 1 : 0;
        for (int step = 0; step < order.Length; step++)
        {
            int place = fromLargest ? order.Length - 1 - step : step;
            double own = adjust(sorted, place);
            running = fromLargest ? Math.Min(running, own) : Math.Max(running, own);
            adjusted[order[place]] = Math.Min(1, running);
        }

        return adjusted;
    }

    /// <summary>Indices of the numbers, smallest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A p is below 0 or above 1.</exception>
    public static int[] Order(IReadOnlyList<double> p, [CallerArgumentExpression(nameof(p))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(p, name);
        foreach (double value in p)
        {
            if (value is < 0 or > 1)
            {
                throw new ArgumentOutOfRangeException(name, value, "Expected a p between 0 and 1.");
            }
        }

        return [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
    }
}
