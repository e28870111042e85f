namespace Amuro.Analysis;

/// <summary>Answer to question 3: which unseen tasks does fine-tuning cost?</summary>
public sealed record ForgettingReport
{
    /// <summary>The answer. Its effect is the mean change on unseen tasks that the base model knew; negative is forgetting.</summary>
    public required Finding Finding { get; init; }

    /// <summary>The matrix tuned-on x unseen task at every checkpoint.</summary>
    public required IReadOnlyList<ForgettingChange> Changes { get; init; }

    /// <summary>One row for each training task and each unseen task, over the whole series.</summary>
    public required IReadOnlyList<ForgettingPair> Pairs { get; init; }
}

/// <summary>Change of the score on one unseen task by fine-tuning on another, at one checkpoint.</summary>
public sealed record ForgettingChange
{
    /// <summary>Task that the model was fine-tuned on.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Unseen task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the task's primary metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Pre-training step of the checkpoint.</summary>
    public required long Step { get; init; }

    /// <summary>Score of the base model.</summary>
    public required double Base { get; init; }

    /// <summary>Score after fine-tuning, mean over the seeds.</summary>
    public required double Tuned { get; init; }

    /// <summary>Whether the base model is clearly above chance: only then there is something to forget.</summary>
    public required bool BaseKnows { get; init; }

    /// <summary>Fine-tuned minus base score; p by sign flips of the clusters.</summary>
    public required Estimate Change { get; init; }

    /// <summary>p of <see cref="Change"/> after Holm's correction over the known pairs of this checkpoint; NaN for the others.</summary>
    public required double AdjustedPValue { get; init; }
}

/// <summary>Forgetting of one unseen task by fine-tuning on another, over the series.</summary>
public sealed record ForgettingPair
{
    /// <summary>Task that the models were fine-tuned on.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Unseen task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Most negative change among the checkpoints where the base model knows the task; NaN if there is none.</summary>
    public required double WorstChange { get; init; }

    /// <summary>Step of <see cref="WorstChange"/>; null if there is none.</summary>
    public required long? WorstStep { get; init; }

    /// <summary>
    /// Best base score of the series minus the fine-tuned score at the last checkpoint: forgetting after Chaudhry et al. 2018
    /// (arXiv 1801.10112), with pre-training as the earlier rows.
    /// </summary>
    public required double MaximumForgetting { get; init; }
}
