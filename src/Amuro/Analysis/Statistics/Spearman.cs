using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>Spearman's rank correlation (Spearman 1904), ties sharing their mean rank.</summary>
public static class Spearman
{
    /// <summary>The correlation with a two-sided p from Student's t with n - 2 degrees of freedom.</summary>
    /// <param name="x">First values.</param>
    /// <param name="y">Second values, as many.</param>
    /// <returns>rho and p; both NaN with fewer than three points, a constant list or a value that is not a number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static (double Rho, double PValue) Test(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"Expected as many second values as first ({x.Count}), found {y.Count}.", nameof(y));
        }

        int n = x.Count;
        if (n < 3 || x.Any(double.IsNaN) || y.Any(double.IsNaN))
        {
            return (double.NaN, double.NaN);
        }

        double[] a = Ranks(x);
        double[] b = Ranks(y);
        double mean = (n + 1) / 2.0;
        (double ab, double aa, double bb) = (0, 0, 0);
        for (int i = 0; i < n; i++)
        {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }

        if (aa == 0 || bb == 0)
        {
            return (double.NaN, double.NaN);
        }

        double rho = Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1);
        double t = rho * Math.Sqrt((n - 2) / ((1 - rho) * (1 + rho)));
        return (rho, double.IsInfinity(t) ? 0 : 2 * StudentT.CDF(0, 1, n - 2, -Math.Abs(t)));
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[values.Count];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && values[order[end]] == values[order[start]]; end++)
            {
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
        }

        return ranks;
    }
}
