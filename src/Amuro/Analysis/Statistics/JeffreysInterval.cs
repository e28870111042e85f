namespace Amuro.Analysis.Statistics;

/// <summary>The interval of a proportion from Jeffreys' prior (Brown, Cai and DasGupta 2001, Statistical Science 16:101).</summary>
public static class JeffreysInterval
{
    /// <summary>The interval of <paramref name="successes"/> / <paramref name="n"/>.</summary>
    /// <param name="successes">Number of successes, 0 to n.</param>
    /// <param name="n">Number of trials.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <param name="closed">Whether the interval reaches 0 without successes and 1 without failures, as Brown and others advise. Default true.</param>
    /// <returns>An interval within 0 to 1; not estimable for n = 0 or a value that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Successes are not between 0 and n, n is negative, or the level is not between 0 and 1.</exception>
    public static Interval Of(double successes, double n, double level = 0.95, bool closed = true)
    {
        if (Proportions.Problem(successes, n, level) is { } problem)
        {
            return Interval.NotEstimable(level, problem);
        }

        double tail = (1 - level) / 2, a = successes + 0.5, b = n - successes + 0.5;
        return new Interval(
            closed && successes == 0 ? 0 : Probabilities.BetaQuantile(tail, a, b),
            closed && successes == n ? 1 : Probabilities.BetaQuantile(1 - tail, a, b),
            level);
    }
}
