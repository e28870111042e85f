namespace Amuro.Analysis;

/// <summary>An effect with its interval and test.</summary>
/// <param name="Value">The effect, in units of the score; NaN where it cannot be estimated.</param>
/// <param name="Interval">Its confidence interval.</param>
/// <param name="PValue">Two-sided p of no effect, before any correction for several tests; NaN where it cannot be estimated.</param>
/// <param name="Reason">Why value or interval cannot be estimated; null where they can.</param>
public sealed record Estimate(double Value, Interval Interval, double PValue, string? Reason = null)
{
    /// <summary>Whether the effect has a value and an interval.</summary>
    public bool IsEstimable => !double.IsNaN(Value) && Interval.IsEstimable;

    /// <summary>An estimate that does not exist.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="level">Confidence level its interval would have had.</param>
    public static Estimate None(string reason, double level = 0.95) =>
        new(double.NaN, Interval.NotEstimable(level), double.NaN, reason);
}
