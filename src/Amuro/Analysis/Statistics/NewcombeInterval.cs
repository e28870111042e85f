namespace Amuro.Analysis.Statistics;

/// <summary>Intervals of a difference of two proportions from Wilson's intervals of each (Newcombe 1998, Statistics in Medicine 17:873 and 17:2635).</summary>
public static class NewcombeInterval
{
    /// <summary>For different items: method 10 of 17:873.</summary>
    /// <param name="successes1">Successes of the first.</param>
    /// <param name="n1">Trials of the first.</param>
    /// <param name="successes2">Successes of the second.</param>
    /// <param name="n2">Trials of the second.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>Share of the first less that of the second; not estimable without trials of both.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Successes are not between 0 and the trials, or the level is not between 0 and 1.</exception>
    public static NewcombeResult Independent(double successes1, double n1, double successes2, double n2, double level = 0.95)
    {
        if ((Proportions.Problem(successes1, n1, level) ?? Proportions.Problem(successes2, n2, level)) is { } problem)
        {
            return new NewcombeResult(double.NaN, double.NaN, Interval.NotEstimable(level, problem), problem);
        }

        return Join(successes1 / n1, WilsonInterval.Of(successes1, n1, level), successes2 / n2, WilsonInterval.Of(successes2, n2, level), 0, level);
    }

    /// <summary>For the same items: method 10 of 17:2635, or method 8 without its continuity correction.</summary>
    /// <param name="both">Items that both have right.</param>
    /// <param name="onlyFirst">Items that only the first has right.</param>
    /// <param name="onlySecond">Items that only the second has right.</param>
    /// <param name="neither">Items that both have wrong.</param>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <param name="continuity">Whether a positive correlation is lowered: max(ad - bc - n / 2, 0) for ad - bc. Default true.</param>
    /// <returns>Share of the first less that of the second; not estimable without items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the level is not between 0 and 1.</exception>
    public static NewcombeResult Paired(double both, double onlyFirst, double onlySecond, double neither, double level = 0.95, bool continuity = true)
    {
        double first = both + onlyFirst, second = both + onlySecond, n = first + onlySecond + neither;
        if (Math.Min(Math.Min(both, onlyFirst), Math.Min(onlySecond, neither)) < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(both), "Expected numbers of items of at least 0.");
        }

        if ((Proportions.Problem(first, n, level) ?? Proportions.Problem(second, n, level)) is { } problem)
        {
            return new NewcombeResult(double.NaN, double.NaN, Interval.NotEstimable(level, problem), problem);
        }

        double product = (both * neither) - (onlyFirst * onlySecond), margins = Math.Sqrt(first * second) * Math.Sqrt((n - first) * (n - second));
        double numerator = continuity && product > 0 ? Math.Max(product - (n / 2), 0) : product;
        double phi = margins == 0 ? 0 : numerator / margins;
        return Join(first / n, WilsonInterval.Of(first, n, level), second / n, WilsonInterval.Of(second, n, level), phi, level) with
        {
            Difference = (onlyFirst - onlySecond) / n,
        };
    }

    private static NewcombeResult Join(double p1, Interval one, double p2, Interval two, double phi, double level)
    {
        double difference = p1 - p2;
        double down = Length(p1 - one.Low, two.High - p2, phi), up = Length(one.High - p1, p2 - two.Low, phi);
        return new NewcombeResult(difference, phi, new Interval(Math.Max(-1, difference - down), Math.Min(1, difference + up), level));
    }

    private static double Length(double a, double b, double phi) => Math.Sqrt(Math.Max(0, (a * a) - (2 * phi * a * b) + (b * b)));
}

/// <summary>Result of <see cref="NewcombeInterval"/>.</summary>
/// <param name="Difference">Share of the first less that of the second.</param>
/// <param name="Phi">Correlation of the two over the items that the interval uses; 0 for different items.</param>
/// <param name="Interval">The interval, within -1 to 1.</param>
/// <param name="Reason">Why it cannot be estimated; null if it can.</param>
public sealed record NewcombeResult(double Difference, double Phi, Interval Interval, string? Reason = null) : Statistic(Reason);
