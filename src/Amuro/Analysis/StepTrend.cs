using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>The trend of a score over the steps of pre-training: Mann-Kendall's test and the Theil-Sen slope.</summary>
/// <param name="Tau">Kendall's tau-a of score and step, -1 to 1; NaN with fewer than three checkpoints.</param>
/// <param name="PValue">Two-sided p of no trend.</param>
/// <param name="AdjustedPValue">The same after Holm's correction over the tasks of the report.</param>
/// <param name="Slope">Median slope, score per 1,000 steps.</param>
/// <param name="SlopeInterval">Interval of <paramref name="Slope"/>.</param>
public sealed record StepTrend(double Tau, double PValue, double AdjustedPValue, double Slope, Interval SlopeInterval)
{
    /// <summary>The p after Benjamini and Hochberg's correction over the tasks of the report: it bounds the share of false findings.</summary>
    public double FalseDiscoveryPValue { get; init; } = double.NaN;

    /// <summary>How p was found.</summary>
    public MannKendallMethod Method { get; init; }

    /// <summary>Why there is no test; null if there is one.</summary>
    public string? Reason { get; init; }

    internal bool Rises(double alpha) => Tau > 0 && AdjustedPValue < alpha;

    internal static StepTrend None(string reason) =>
        new(double.NaN, double.NaN, double.NaN, double.NaN, Interval.NotEstimable(0.95, reason)) { Reason = reason };
}
