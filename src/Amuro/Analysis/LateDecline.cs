using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>Over-training: does the fine-tuned score of one task peak and fall again as pre-training goes on?</summary>
/// <remarks>
/// Over ln(step), without step 0. p is the largest of three, each one-sided: a parabola rises at the first step, falls at the last (Lind and
/// Mehlum 2010), and the scores after its peak fall by themselves (Mann-Kendall; Simonsohn 2018, AMPPS 1:538): a parabola that is fitted to a
/// curve that rises and levels off falls at the end, the curve does not. So fewer than four checkpoints after the peak show nothing.
/// </remarks>
public sealed record LateDecline
{
    /// <summary>The parabola; its tokens are steps.</summary>
    public OvertrainingResult Fit { get; init; } = new("nothing was estimated");

    /// <summary>Step of the parabola's peak; NaN where it has none within the checkpoints.</summary>
    public double PeakStep { get; init; } = double.NaN;

    /// <summary>Interval of <see cref="PeakStep"/>.</summary>
    public Interval PeakInterval { get; init; } = Interval.NotEstimable(0.95);

    /// <summary>Highest less last score.</summary>
    public double Decline { get; init; } = double.NaN;

    /// <summary>p of no rise and later fall.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>The same after Holm's correction over the tasks of the report.</summary>
    public double AdjustedPValue { get; init; } = double.NaN;

    /// <summary>Why nothing can be estimated; null if it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the score rises and falls again.</summary>
    /// <param name="alpha">Error rate. Default 0.05.</param>
    public bool IsFound(double alpha = 0.05) => AdjustedPValue < alpha;
}
