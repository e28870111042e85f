namespace Amuro.Analysis.Statistics;

/// <summary>
/// Spearman's correlation of two series with a third held constant (Kendall 1942, Biometrika 32:277), such as base and fine-tuned
/// score with the step held constant: both rise during pre-training, which alone correlates them.
/// </summary>
public static class PartialSpearman
{
    /// <summary>(rxy - rxz ryz) / sqrt((1 - rxz^2) (1 - ryz^2)) of the ranks, with Student's t of n - 3 degrees of freedom.</summary>
    /// <param name="x">First series.</param>
    /// <param name="y">Second series.</param>
    /// <param name="held">The series held constant.</param>
    /// <returns>The correlation; not estimable with fewer than four points, a constant series, or one that has the order of the series held.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static PartialCorrelationResult Test(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> held)
    {
        Lists.CheckPairs(x, y);
        Lists.CheckPairs(x, held);
        int df = x.Count - 3;
        if ((Lists.Problem(x, y, 4, "points") ?? Lists.Problem(held, 4, "points")) is { } problem)
        {
            return new PartialCorrelationResult(CorrelationResult.None(df, problem), double.NaN, double.NaN, double.NaN);
        }

        double xy = Spearman.Test(x, y).Rho, xz = Spearman.Test(x, held).Rho, yz = Spearman.Test(y, held).Rho;
        double scale = (1 - xz) * (1 + xz) * ((1 - yz) * (1 + yz));
        string? reason = double.IsNaN(xy + xz + yz) ? "all values of one series are the same"
            : scale < 1e-15 ? "one series has the order of the series held constant: nothing is left of it"
            : null;
        CorrelationResult partial = reason is null
            ? CorrelationResult.WithT(Math.Clamp((xy - (xz * yz)) / Math.Sqrt(scale), -1, 1), df)
            : CorrelationResult.None(df, reason);
        return new PartialCorrelationResult(partial, xy, xz, yz);
    }
}

/// <summary>Result of <see cref="PartialSpearman"/>.</summary>
/// <param name="Partial">The partial correlation and its test.</param>
/// <param name="XY">Spearman's correlation of the two series.</param>
/// <param name="XHeld">Of the first with the one held.</param>
/// <param name="YHeld">Of the second with the one held.</param>
public sealed record PartialCorrelationResult(CorrelationResult Partial, double XY, double XHeld, double YHeld) : Statistic(Partial.Reason);
