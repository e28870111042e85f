namespace Amuro.Analysis.Statistics;

/// <summary>Is the value furthest from the mean an outlier of a normal sample (Grubbs 1969, Technometrics 11:1)?</summary>
public static class GrubbsTest
{
    /// <summary>Tests the value furthest from the mean, in both directions.</summary>
    /// <param name="values">The values.</param>
    /// <returns>
    /// The test: p is n times the two-sided p of Student's t with n - 2 degrees of freedom for that value, at most 1 (exact where it is small).
    /// Not estimable with fewer than three values, a value that is not a finite number, or values that are all the same.
    /// </returns>
    public static GrubbsResult Test(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if ((Lists.Problem(values, 3) ?? (Lists.IsConstant(values) ? "all values are the same" : null)) is { } problem)
        {
            return new GrubbsResult(-1, double.NaN, double.NaN, problem);
        }

        double n = values.Count, mean = Lists.Mean(values);
        int furthest = Enumerable.Range(0, values.Count).MaxBy(i => Math.Abs(values[i] - mean));
        double g = Math.Abs(values[furthest] - mean) / Lists.Deviation(values);

        // The largest g possible is (n - 1) / sqrt(n): one value apart, all others the same.
        double left = ((n - 1) * (n - 1)) - (n * g * g);
        double t = left > 1e-12 * n * n ? Math.Sqrt(n * (n - 2) * g * g / left) : double.PositiveInfinity;
        return new GrubbsResult(furthest, g, Math.Min(1, n * Probabilities.StudentTwoSided(t, n - 2)));
    }
}

/// <summary>Result of <see cref="GrubbsTest"/>.</summary>
/// <param name="Index">Index of the value furthest from the mean, the first of several; -1 if there is none.</param>
/// <param name="G">Its distance from the mean in sample deviations (n - 1).</param>
/// <param name="PValue">p of no outlier, corrected for the choice of the furthest.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record GrubbsResult(int Index, double G, double PValue, string? Reason = null) : Statistic(Reason);
