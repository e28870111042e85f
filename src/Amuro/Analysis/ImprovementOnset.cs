namespace Amuro.Analysis;

/// <summary>Where the fine-tuned score of one task bends: two lines that meet at a checkpoint.</summary>
/// <remarks>The lines go over the steps, or over ln(1 + step) where the widest gap between checkpoints is over ten times the narrowest.</remarks>
public sealed record ImprovementOnset
{
    /// <summary>With fewer checkpoints the place of a bend is a rough guess.</summary>
    internal const int FewCheckpoints = 8;

    /// <summary>Step at which the lines meet; null where that cannot be estimated.</summary>
    public long? Step { get; init; }

    /// <summary>First and last step that the scores leave room for (Hudson 1966, JASA 61:1097).</summary>
    public Interval StepInterval { get; init; } = Interval.NotEstimable(0.95);

    /// <summary>Change of the fitted score from the first checkpoint to <see cref="Step"/>.</summary>
    public double ChangeBefore { get; init; } = double.NaN;

    /// <summary>Change of the fitted score from <see cref="Step"/> to the last checkpoint.</summary>
    public double ChangeAfter { get; init; } = double.NaN;

    /// <summary>p of no bend: the largest F over all places, compared with that of random normal series at the same steps.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>The same after Holm's correction over the tasks of the report.</summary>
    public double AdjustedPValue { get; init; } = double.NaN;

    /// <summary>Why <see cref="Step"/> is a rough guess; null if nothing speaks against it.</summary>
    public string? Warning { get; init; }

    /// <summary>Why nothing can be estimated; null if it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the score bends upwards and rises from there on: the improvement sets in at <see cref="Step"/>.</summary>
    /// <param name="alpha">Error rate. Default 0.05.</param>
    public bool SetsIn(double alpha = 0.05) => AdjustedPValue < alpha && IsUpward;

    /// <summary>Whether the second line is steeper.</summary>
    public bool IsUpward { get; init; }
}
