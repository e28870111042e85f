using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>The median of all pairwise slopes with an interval from Kendall's S (Theil 1950; Sen 1968, JASA 63:1379).</summary>
public static class TheilSen
{
    /// <summary>Estimates the slope of y over x.</summary>
    /// <param name="x">Positions, in any order; pairs with equal positions give no slope.</param>
    /// <param name="y">Values, as many as positions.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The slope and intercept; NaN with fewer than two different positions or a value that is not a number.</returns>
    /// <remarks>The interval's ranks are rounded half to even and its variance has ties of x and y, without cross terms, as in scipy's theilslopes.</remarks>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static TheilSenResult Fit(IReadOnlyList<double> x, IReadOnlyList<double> y, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"Expected as many values as positions ({x.Count}), found {y.Count}.", nameof(y));
        }

        Levels.Check(level);
        double[] slopes = [.. Slopes(x, y).Order()];
        if (slopes.Length == 0 || slopes.Any(double.IsNaN))
        {
            string reason = slopes.Length == 0 ? "a slope needs two different positions" : "a point is not a number";
            return new TheilSenResult(double.NaN, double.NaN, Interval.NotEstimable(level), reason);
        }

        double slope = Quantiles.Median(slopes);
        double intercept = Quantiles.Median([.. y.Order()]) - (slope * Quantiles.Median([.. x.Order()]));
        double joint = Quantiles.Median([.. y.Select((value, i) => value - (slope * x[i])).Order()]);
        double n = x.Count;
        double variance = ((n * (n - 1) * ((2 * n) + 5)) - Ties(x) - Ties(y)) / 18;
        if (n < 3 || variance < 0)
        {
            string reason = n < 3 ? "an interval needs at least 3 points" : "there are too many ties";
            return new TheilSenResult(slope, intercept, Interval.NotEstimable(level), reason) { InterceptOfResiduals = joint };
        }

        double width = Normal.InvCDF(0, 1, (1 + level) / 2) * Math.Sqrt(variance);
        int upper = Math.Min((int)Math.Round((slopes.Length + width) / 2, MidpointRounding.ToEven), slopes.Length - 1);
        int lower = Math.Max((int)Math.Round((slopes.Length - width) / 2, MidpointRounding.ToEven) - 1, 0);
        return new TheilSenResult(slope, intercept, new Interval(slopes[lower], slopes[upper], level)) { InterceptOfResiduals = joint };
    }

    private static IEnumerable<double> Slopes(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        for (int i = 0; i < x.Count; i++)
        {
            for (int j = 0; j < x.Count; j++)
            {
                if (x[j] > x[i])
                {
                    yield return (y[j] - y[i]) / (x[j] - x[i]);
                }
            }
        }
    }

    private static double Ties(IReadOnlyList<double> values) =>
        Ranks.Ties(values).Sum(t => t * (t - 1) * ((2 * t) + 5));
}

/// <summary>Result of <see cref="TheilSen"/>.</summary>
/// <param name="Slope">Median of the pairwise slopes.</param>
/// <param name="Intercept">Median of y minus slope times median of x.</param>
/// <param name="Interval">Interval of the slope.</param>
/// <param name="Reason">Why slope or interval cannot be estimated; null if they can.</param>
public sealed record TheilSenResult(double Slope, double Intercept, Interval Interval, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Median of y minus slope times x, point by point: half of the points lie above the line.</summary>
    public double InterceptOfResiduals { get; init; } = double.NaN;
}
