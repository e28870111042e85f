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
        if (Proportions.Problem(successes, n, level) is { } problem)
        {
            return Interval.NotEstimable(level, problem);
        }

        double z = Normal.InvCDF(0, 1, (1 + level) / 2);
        double p = successes / n;
        double scale = 1 + (z * z / n);
        double centre = (p + (z * z / (2 * n))) / scale;
        double half = z / scale * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        double low = successes == 0 ? 0 : Math.Max(0, centre - half);
        double high = successes == n ? 1 : Math.Min(1, centre + half);
        return new Interval(low, high, level);
    }
    /// <summary>The same with Yates's continuity correction (Newcombe 1998, Statistics in Medicine 17:857, method 4): wider.</summary>
    /// <param name="successes">Number of successes, 0 to n.</param>
    /// <param name="n">Number of trials.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>An interval within 0 to 1; not estimable for n = 0 or a value that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Successes are not between 0 and n, n is negative, or the level is not between 0 and 1.</exception>
    public static Interval WithContinuity(double successes, double n, double level = 0.95)
    {
        if (Proportions.Problem(successes, n, level) is { } problem)
        {
            return Interval.NotEstimable(level, problem);
        }

        double z = Probabilities.NormalAtLevel(level), p = successes / n, q = 1 - p, centre = (2 * n * p) + (z * z), scale = 2 * (n + (z * z));
        double down = 1 + (z * Math.Sqrt((z * z) - 2 - (1 / n) + (4 * p * ((n * q) + 1))));
        double up = 1 + (z * Math.Sqrt((z * z) + 2 - (1 / n) + (4 * p * ((n * q) - 1))));
        return new Interval(successes == 0 ? 0 : Math.Max(0, (centre - down) / scale), successes == n ? 1 : Math.Min(1, (centre + up) / scale), level);
    }
}
