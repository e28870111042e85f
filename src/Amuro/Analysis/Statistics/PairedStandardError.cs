namespace Amuro.Analysis.Statistics;

/// <summary>Standard error of a difference of two means over the same items (Miller 2024, arXiv 2411.00640, section 4.2).</summary>
public static class PairedStandardError
{
    /// <summary>sqrt(sa^2 + sb^2 - 2 r sa sb), with sa and sb the standard errors of the means and r the correlation over the items.</summary>
    /// <param name="a">Scores of one model.</param>
    /// <param name="b">Scores of the other, item by item.</param>
    /// <returns>
    /// The errors; not estimable with fewer than two items or a value that is not a finite number. If one side is constant there is no
    /// correlation, and the error of the difference is that of the other side.
    /// </returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static PairedStandardErrorResult Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Lists.CheckPairs(a, b);
        if (Lists.Problem(a, b, 2, "items") is { } problem)
        {
            return new PairedStandardErrorResult(double.NaN, double.NaN, double.NaN, double.NaN, problem);
        }

        double root = Math.Sqrt(a.Count), correlation = Lists.Correlation(a, b);
        return new PairedStandardErrorResult(
            Lists.Deviation(a) / root,
            Lists.Deviation(b) / root,
            correlation,
            Lists.Deviation(Lists.Differences(a, b)) / root,
            double.IsNaN(correlation) ? "no correlation: all scores of one side are the same" : null);
    }
}

/// <summary>Result of <see cref="PairedStandardError"/>.</summary>
/// <param name="A">Standard error of the mean of a.</param>
/// <param name="B">Standard error of the mean of b.</param>
/// <param name="Correlation">Pearson's correlation of a and b over the items.</param>
/// <param name="Paired">Standard error of the mean difference.</param>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record PairedStandardErrorResult(double A, double B, double Correlation, double Paired, string? Reason = null) : Statistic(Reason)
{
    /// <summary>What the standard error would be if the items of the two sides were different ones.</summary>
    public double Unpaired => Math.Sqrt((A * A) + (B * B));
}
