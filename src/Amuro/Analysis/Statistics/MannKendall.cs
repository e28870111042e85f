using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>Mann-Kendall's test of a monotone trend (Mann 1945, Econometrica 13:245; Kendall 1975, Rank Correlation Methods).</summary>
/// <remarks>
/// S is the sum of sign(xj - xi) sign(yj - yi) over all pairs. Its p is exact without ties up to n = 33 (counts of inversions),
/// exact over all orders of y with ties up to n = 8, and otherwise normal with Kendall's variance for ties in x and y and S moved
/// by 1 towards 0.
/// </remarks>
public static class MannKendall
{
    private const int LargestExact = 33;
    private const int LargestPermuted = 8;

    /// <summary>Tests y for a trend over x.</summary>
    /// <param name="x">Positions, such as steps of pre-training, in any order.</param>
    /// <param name="y">Values, as many as positions.</param>
    /// <returns>The test; its p is NaN with fewer than three points or a value that is not a number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static MannKendallResult Test(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"Expected as many values as positions ({x.Count}), found {y.Count}.", nameof(y));
        }

        int n = x.Count;
        if (n < 3 || x.Any(double.IsNaN) || y.Any(double.IsNaN))
        {
            string reason = n < 3 ? $"a trend needs at least 3 points, found {n}" : "a point is not a number";
            return new MannKendallResult(n, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, MannKendallMethod.None, reason);
        }

        sbyte[] signs = Signs(x, n);
        int s = Score(signs, [.. y], n);
        (double variance, bool ties) = Variance(x, y);
        double tau = s / (n * (n - 1) / 2.0);
        double z = variance > 0 ? (s - Math.Sign(s)) / Math.Sqrt(variance) : 0;
        (double p, MannKendallMethod method) = !ties && n <= LargestExact ? (Exact(Math.Abs(s), n), MannKendallMethod.Exact)
            : ties && n <= LargestPermuted ? (Permuted(signs, [.. y], Math.Abs(s)), MannKendallMethod.Permutation)
            : (Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs(z))), MannKendallMethod.Normal);
        return new MannKendallResult(n, s, variance, tau, z, p, method);
    }

    private static sbyte[] Signs(IReadOnlyList<double> x, int n)
    {
        var signs = new sbyte[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                signs[(i * n) + j] = (sbyte)x[j].CompareTo(x[i]);
            }
        }

        return signs;
    }

    private static int Score(sbyte[] signs, double[] y, int n)
    {
        int s = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                s += signs[(i * n) + j] * (y[j] > y[i] ? 1 : y[j] < y[i] ? -1 : 0);
            }
        }

        return s;
    }

    private static (double Variance, bool Ties) Variance(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        double n = x.Count;
        (double x2, double x3, double x5) = TieSums(x);
        (double y2, double y3, double y5) = TieSums(y);
        double variance = ((n * (n - 1) * ((2 * n) + 5)) - x5 - y5) / 18
            + (x2 * y2 / (2 * n * (n - 1)))
            + (x3 * y3 / (9 * n * (n - 1) * (n - 2)));
        return (variance, x2 > 0 || y2 > 0);
    }

    private static (double T2, double T3, double T5) TieSums(IReadOnlyList<double> values)
    {
        (double t2, double t3, double t5) = (0, 0, 0);
        foreach (IGrouping<double, double> group in values.GroupBy(v => v))
        {
            double t = group.Count();
            t2 += t * (t - 1);
            t3 += t * (t - 1) * (t - 2);
            t5 += t * (t - 1) * ((2 * t) + 5);
        }

        return (t2, t3, t5);
    }

    // P(|S| >= s) from the numbers of orders by inversions; divided by n as they grow, they are probabilities.
    private static double Exact(int s, int n)
    {
        double[] probability = [1];
        for (int m = 2; m <= n; m++)
        {
            var next = new double[probability.Length + m - 1];
            for (int i = 0; i < probability.Length; i++)
            {
                for (int k = 0; k < m; k++)
                {
                    next[i + k] += probability[i] / m;
                }
            }

            probability = next;
        }

        int pairs = n * (n - 1) / 2;
        double p = 0;
        for (int inversions = 0; inversions <= pairs; inversions++)
        {
            p += Math.Abs(pairs - (2 * inversions)) >= s ? probability[inversions] : 0;
        }

        return Math.Min(1, p);
    }

    // Heap's algorithm over all orders of y.
    private static double Permuted(sbyte[] signs, double[] y, int s)
    {
        int n = y.Length;
        var counters = new int[n];
        long all = 1;
        long extreme = Math.Abs(Score(signs, y, n)) >= s ? 1 : 0;
        int i = 1;
        while (i < n)
        {
            if (counters[i] < i)
            {
                int other = i % 2 == 0 ? 0 : counters[i];
                (y[other], y[i]) = (y[i], y[other]);
                all++;
                extreme += Math.Abs(Score(signs, y, n)) >= s ? 1 : 0;
                counters[i]++;
                i = 1;
            }
            else
            {
                counters[i++] = 0;
            }
        }

        return (double)extreme / all;
    }
}

/// <summary>How the p of <see cref="MannKendall"/> was found.</summary>
public enum MannKendallMethod
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Exact distribution without ties.</summary>
    Exact,

    /// <summary>All orders of the values.</summary>
    Permutation,

    /// <summary>Normal approximation with continuity correction.</summary>
    Normal,
}

/// <summary>Result of <see cref="MannKendall"/>.</summary>
/// <param name="N">Number of points.</param>
/// <param name="S">Concordant minus discordant pairs.</param>
/// <param name="Variance">Variance of S without a trend, for the ties found.</param>
/// <param name="Tau">Kendall's tau-a: S over the number of pairs.</param>
/// <param name="Z">(S moved by 1 towards 0) / sqrt(variance); 0 if the variance is 0.</param>
/// <param name="PValue">Two-sided p.</param>
/// <param name="Method">How p was found.</param>
/// <param name="Reason">Why there is no p; null if there is one.</param>
public sealed record MannKendallResult(
    int N, double S, double Variance, double Tau, double Z, double PValue, MannKendallMethod Method, string? Reason = null);
