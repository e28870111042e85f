using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>Wilson's score interval of a proportion (Wilson 1927, JASA 22:209), without continuity correction.</summary>
public static class WilsonInterval
{
    /// <summary>The interval of <paramref name="successes"/> / <paramref name="n"/>.</summary>
    /// <param name="successes">Number of successes, 0 to n; a fraction where n is an effective number.</param>
    /// <param name="n">Number of trials, or the effective number of them.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>An interval within 0 to 1; not estimable for n = 0 or a value that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Successes are not between 0 and n, n is negative, or the level is not between 0 and 1.</exception>
    public static Interval Of(double successes, double n, double level = 0.95)
    {
        Levels.Check(level);
        if (double.IsNaN(successes) || double.IsNaN(n) || n == 0)
        {
            return Interval.NotEstimable(level);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        double z = Normal.InvCDF(0, 1, (1 + level) / 2);
        double p = successes / n;
        double scale = 1 + (z * z / n);
        double centre = (p + (z * z / (2 * n))) / scale;
        double half = z / scale * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        double low = successes == 0 ? 0 : Math.Max(0, centre - half);
        double high = successes == n ? 1 : Math.Min(1, centre + half);
        return new Interval(low, high, level);
    }
}
