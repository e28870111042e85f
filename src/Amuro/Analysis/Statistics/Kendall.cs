namespace Amuro.Analysis.Statistics;

/// <summary>Kendall's rank correlations (Kendall 1945, Biometrika 33:239; Stuart 1953, Biometrika 40:105).</summary>
public static class Kendall
{
    private const int LargestExact = 170;

    /// <summary>tau-b and tau-c with a normal p, without continuity correction, and without ties the exact one.</summary>
    /// <param name="x">First values.</param>
    /// <param name="y">Second values, as many.</param>
    /// <returns>The correlations; not estimable with fewer than three points, a constant list or a value that is not a finite number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static KendallResult Test(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Lists.CheckPairs(x, y);
        string? problem = Lists.Problem(x, y, 3, "points") ?? (Lists.IsConstant(x) || Lists.IsConstant(y) ? "all values of one list are the same" : null);
        if (problem is not null)
        {
            return new KendallResult(double.NaN, double.NaN, double.NaN, Quantity.None(problem), problem);
        }

        double n = x.Count, pairs = n * (n - 1) / 2;
        long s = 0;
        for (int i = 0; i < x.Count; i++)
        {
            for (int j = i + 1; j < x.Count; j++)
            {
                s += x[j].CompareTo(x[i]) * y[j].CompareTo(y[i]);
            }
        }

        double tiedX = Ranks.Ties(x).Sum(t => t * (t - 1) / 2), tiedY = Ranks.Ties(y).Sum(t => t * (t - 1) / 2);
        double classes = Math.Min(x.Distinct().Count(), y.Distinct().Count());
        (double variance, bool ties) = MannKendall.Variance(x, y);
        return new KendallResult(
            Math.Clamp(s / Math.Sqrt(pairs - tiedX) / Math.Sqrt(pairs - tiedY), -1, 1),
            2 * s / (n * n * (classes - 1) / classes),
            Probabilities.NormalTwoSided(s / Math.Sqrt(variance)),
            ties ? Quantity.None("with ties there is no exact distribution")
                : n > LargestExact ? Quantity.None($"the exact distribution is for at most {LargestExact} points")
                : new Quantity(InversionCounts.Tails(s, x.Count).TwoSided));
    }
}

/// <summary>Result of <see cref="Kendall"/>.</summary>
/// <param name="TauB">S over the geometric mean of the numbers of pairs that are not tied in x and in y.</param>
/// <param name="TauC">2 S / (n^2 (m - 1) / m), m the smaller number of different values.</param>
/// <param name="PValue">Two-sided normal p.</param>
/// <param name="ExactPValue">Two-sided exact p, without ties.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record KendallResult(double TauB, double TauC, double PValue, Quantity ExactPValue, string? Reason = null) : Statistic(Reason);
