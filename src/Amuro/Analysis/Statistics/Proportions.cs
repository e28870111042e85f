namespace Amuro.Analysis.Statistics;

/// <summary>Checks the counts of a proportion.</summary>
internal static class Proportions
{
    /// <summary>Why there is no interval; null if there is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Successes are not between 0 and n, n is negative, or the level is not between 0 and 1.</exception>
    public static string? Problem(double successes, double n, double level)
    {
        Levels.Check(level);
        if (double.IsNaN(successes) || double.IsNaN(n))
        {
            return "a count is not a number";
        }

        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (n == 0)
        {
            return "there are no trials";
        }

        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        return null;
    }

    public static Interval Clipped(double low, double high, double level) => new(Math.Max(0, low), Math.Min(1, high), level);
}
