namespace Amuro.Analysis.Statistics;

/// <summary>The exact interval of a proportion (Clopper and Pearson 1934, Biometrika 26:404): never too narrow.</summary>
public static class ClopperPearsonInterval
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

        double tail = (1 - level) / 2;
        return new Interval(
            successes == 0 ? 0 : Probabilities.BetaQuantile(tail, successes, n - successes + 1),
            successes == n ? 1 : Probabilities.BetaQuantile(1 - tail, successes + 1, n - successes),
            level);
    }
}
