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
        double plain = variance > 0 ? s / Math.Sqrt(variance) : 0;
        (MannKendallMethod method, (double up, double down, double both)) = !ties && n <= LargestExact ? (MannKendallMethod.Exact, InversionCounts.Tails(s, n))
            : ties && n <= LargestPermuted ? (MannKendallMethod.Permutation, Permuted(signs, [.. y], s))
            : (MannKendallMethod.Normal, Tails(s, variance));
        return new MannKendallResult(n, s, variance, tau, z, both, method)
        {
            HasTies = ties,
            ZWithoutContinuity = plain,
            NormalPValue = Probabilities.NormalTwoSided(plain),
            NormalPValueWithContinuity = Probabilities.NormalTwoSided(z),
            IncreasingPValue = up,
            DecreasingPValue = down,
        };
    }

    /// <summary>
    /// Tests the values in the order of the list, whatever their distances, with the normal approximation:
    /// what packages do that take no positions.
    /// </summary>
    /// <param name="y">Values in their order.</param>
    /// <returns>The test; its p is normal with continuity correction.</returns>
    public static MannKendallResult TestByOrder(IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(y);
        MannKendallResult test = Test([.. Enumerable.Range(0, y.Count).Select(i => (double)i)], y);
        return test.Method == MannKendallMethod.None ? test : test with
        {
            PValue = test.NormalPValueWithContinuity,
            Method = MannKendallMethod.Normal,
            IncreasingPValue = Tails((int)test.S, test.Variance).Up,
            DecreasingPValue = Tails((int)test.S, test.Variance).Down,
        };
    }

    /// <summary>The exact distribution without ties and without a trend: how likely 0, 1, 2, ... inversions are; S = n (n - 1) / 2 - 2 inversions.</summary>
    /// <param name="n">Number of points.</param>
    /// <returns>n (n - 1) / 2 + 1 probabilities.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one point.</exception>
    public static double[] NullDistribution(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return InversionCounts.Probabilities(n);
    }

    // Continuity: S is a step of 2 apart from its neighbours, so each tail starts 1 before it.
    private static (double Up, double Down, double Both) Tails(int s, double variance)
    {
        if (!(variance > 0))
        {
            return (1, 1, 1);
        }

        double sd = Math.Sqrt(variance);
        return (Probabilities.NormalAbove((s - 1) / sd), Probabilities.NormalBelow((s + 1) / sd), Probabilities.NormalTwoSided((s - Math.Sign(s)) / sd));
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

    internal static (double Variance, bool Ties) Variance(IReadOnlyList<double> x, IReadOnlyList<double> y)
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
        foreach (double t in Ranks.Ties(values))
        {
            t2 += t * (t - 1);
            t3 += t * (t - 1) * (t - 2);
            t5 += t * (t - 1) * ((2 * t) + 5);
        }

        return (t2, t3, t5);
    }

    private static (double Up, double Down, double Both) Permuted(sbyte[] signs, double[] y, int s)
    {
        (double all, double up, double down, double both) = (0, 0, 0, 0);
        Orders.All(y, () =>
        {
            int at = Score(signs, y, y.Length);
            all++;
            up += at >= s ? 1 : 0;
            down += at <= s ? 1 : 0;
            both += Math.Abs(at) >= Math.Abs(s) ? 1 : 0;
        });
        return (up / all, down / all, both / all);
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
    int N, double S, double Variance, double Tau, double Z, double PValue, MannKendallMethod Method, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Whether positions or values are tied.</summary>
    public bool HasTies { get; init; }

    /// <summary>S / sqrt(variance); 0 if the variance is 0.</summary>
    public double ZWithoutContinuity { get; init; } = double.NaN;

    /// <summary>Two-sided normal p of <see cref="ZWithoutContinuity"/>.</summary>
    public double NormalPValue { get; init; } = double.NaN;

    /// <summary>Two-sided normal p of <see cref="Z"/>.</summary>
    public double NormalPValueWithContinuity { get; init; } = double.NaN;

    /// <summary>One-sided p of a rise, by <see cref="Method"/>.</summary>
    public double IncreasingPValue { get; init; } = double.NaN;

    /// <summary>One-sided p of a fall, by <see cref="Method"/>.</summary>
    public double DecreasingPValue { get; init; } = double.NaN;
}
