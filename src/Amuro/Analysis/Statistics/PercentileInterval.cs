using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>Intervals from a bootstrap distribution (Efron and Tibshirani 1993, chapter 13).</summary>
public static class PercentileInterval
{
    /// <summary>The percentile interval: quantiles (1 - level) / 2 and (1 + level) / 2, interpolated linearly.</summary>
    /// <param name="distribution">The statistic of each resample, in any order.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The interval; not estimable without resamples or with one that is not a number.</returns>
    public static Interval Of(IReadOnlyList<double> distribution, double level = 0.95)
    {
        Levels.Check(level);
        return Between(distribution, (1 - level) / 2, level);
    }

    /// <summary>
    /// The expanded percentile interval (Hesterberg 2015, The American Statistician 69:371): its quantiles lie further out,
    /// at the normal probability of sqrt(n / (n - 1)) times Student's quantile with n - 1 degrees of freedom,
    /// which makes up for the narrowness of the percentile interval in small samples.
    /// </summary>
    /// <param name="distribution">The statistic of each resample, in any order.</param>
    /// <param name="n">Number of independent units resampled, at least 2; their mean number where several groups are resampled apart.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <param name="groups">Number of such groups, which gives groups (n - 1) degrees of freedom. Default 1.</param>
    /// <returns>The interval; not estimable without resamples, with one that is not a number, or with fewer than two units.</returns>
    public static Interval Expanded(IReadOnlyList<double> distribution, double n, double level = 0.95, int groups = 1)
    {
        Levels.Check(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (n < 2)
        {
            return Interval.NotEstimable(level);
        }

        double t = StudentT.InvCDF(0, 1, groups * (n - 1), (1 - level) / 2);
        return Between(distribution, Normal.CDF(0, 1, Math.Sqrt(n / (n - 1.0)) * t), level);
    }

    private static Interval Between(IReadOnlyList<double> distribution, double tail, double level)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        double[] sorted = [.. distribution];
        if (sorted.Length == 0 || sorted.Any(double.IsNaN))
        {
            return Interval.NotEstimable(level);
        }

        Array.Sort(sorted);
        return new Interval(Quantiles.Of(sorted, tail), Quantiles.Of(sorted, 1 - tail), level);
    }
}
