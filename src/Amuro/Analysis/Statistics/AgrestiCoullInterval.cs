namespace Amuro.Analysis.Statistics;

/// <summary>The interval of Agresti and Coull for a proportion (1998, The American Statistician 52:119).</summary>
public static class AgrestiCoullInterval
{
    /// <summary>The interval of <paramref name="successes"/> / <paramref name="n"/>.</summary>
    /// <param name="successes">Number of successes, 0 to n.</param>
    /// <param name="n">Number of trials.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>An interval within 0 to 1; not estimable for n = 0 or a value that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Successes are not between 0 and n, n is negative, or the level is not between 0 and 1.</exception>
    public static Interval Of(double successes, double n, double level = 0.95)
    {
        if (Proportions.Problem(successes, n, level) is { } problem)
        {
            return Interval.NotEstimable(level, problem);
        }

        double z = Probabilities.NormalAtLevel(level), trials = n + (z * z), p = (successes + (z * z / 2)) / trials;
        double width = z * Math.Sqrt(p * (1 - p) / trials);
        return Proportions.Clipped(p - width, p + width, level);
    }
}
