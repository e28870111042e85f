namespace Amuro.Analysis.Statistics;

/// <summary>
/// What the results of all statistics have in common: a number that cannot be estimated (too little data, a degenerate case)
/// is <see cref="double.NaN"/>, and <see cref="Reason"/> says why. Nothing is thrown for data.
/// </summary>
/// <param name="Reason">Why some number or all cannot be estimated; null if every number could.</param>
public abstract record Statistic(string? Reason = null)
{
    /// <summary>Whether every number could be estimated.</summary>
    public bool IsEstimable => Reason is null;
}

/// <summary>One number.</summary>
/// <param name="Value">The number; <see cref="double.NaN"/> if it cannot be estimated.</param>
/// <param name="Reason">Why it cannot be estimated; null if it can.</param>
public sealed record Quantity(double Value, string? Reason = null) : Statistic(Reason)
{
    internal static Quantity None(string reason) => new(double.NaN, reason);
}
