namespace Amuro.Analysis;

/// <summary>A confidence interval. Both ends are <see cref="double.NaN"/> where it cannot be estimated.</summary>
/// <param name="Low">Lower end, included.</param>
/// <param name="High">Upper end, included.</param>
/// <param name="Level">Confidence level, such as 0.95.</param>
public sealed record Interval(double Low, double High, double Level)
{
    /// <summary>Why it cannot be estimated, where that is known; null if it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether both ends are numbers.</summary>
    public bool IsEstimable => !double.IsNaN(Low) && !double.IsNaN(High);

    /// <summary>Whether the interval contains a value, ends included; false where it cannot be estimated.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>An interval that cannot be estimated.</summary>
    /// <param name="level">Confidence level it would have had.</param>
    /// <param name="reason">Why.</param>
    public static Interval NotEstimable(double level, string? reason = null) => new(double.NaN, double.NaN, level) { Reason = reason };
}
