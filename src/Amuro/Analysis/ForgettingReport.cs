using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Answer to question 3: which unseen tasks does fine-tuning cost?</summary>
public sealed record ForgettingReport
{
    /// <summary>The answer. Its effect is the mean change on unseen tasks that the base model knew; negative is forgetting.</summary>
    public required Finding Finding { get; init; }

    /// <summary>The matrix tuned-on x evaluated task at every checkpoint, in-domain, out-of-domain and unseen tasks.</summary>
    public required IReadOnlyList<ForgettingChange> Changes { get; init; }

    /// <summary>One row for each training task and each evaluated task, over the whole series.</summary>
    public required IReadOnlyList<ForgettingPair> Pairs { get; init; }

    /// <summary>Forgetting and transfer as continual learning measures them, for each training task at every checkpoint.</summary>
    public required IReadOnlyList<ContinualTransfer> Transfers { get; init; }

    /// <summary>How much the base model moves by itself on each task at the end of the series; none for tasks with one base checkpoint.</summary>
    public required IReadOnlyList<NoiseFloor> NoiseFloors { get; init; }
}

/// <summary>What fine-tuning on one task does to another, or to itself, over the series.</summary>
public sealed record ForgettingPair
{
    /// <summary>Task that the models were fine-tuned on.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Relation of <see cref="Task"/> to <see cref="TunedOn"/>.</summary>
    public required TaskRelation Split { get; init; }

    /// <summary>Whether fine-tuning helps or hurts at the last checkpoint.</summary>
    public required TransferVerdict Verdict { get; init; }

    /// <summary>Number of checkpoints at which fine-tuning helps.</summary>
    public required int Helps { get; init; }

    /// <summary>Number of checkpoints at which fine-tuning hurts.</summary>
    public required int Hurts { get; init; }

    /// <summary>Most negative change among the checkpoints where the base model knows the task; NaN if there is none.</summary>
    public required double WorstChange { get; init; }

    /// <summary>Step of <see cref="WorstChange"/>; null if there is none.</summary>
    public required long? WorstStep { get; init; }

    /// <summary>
    /// Best base score of the series minus the fine-tuned score at the last checkpoint: forgetting after Chaudhry et al. 2018
    /// (arXiv 1801.10112), with the base checkpoints as the earlier rows. Noise of the checkpoints makes their maximum, and so this, larger.
    /// </summary>
    public required double MaximumForgetting { get; init; }
}

/// <summary>How much the base model's score on a task differs between the last two checkpoints: a change by fine-tuning smaller than that means little.</summary>
/// <param name="Task">The task.</param>
/// <param name="EarlierStep">Step of the last checkpoint but one.</param>
/// <param name="LaterStep">Step of the last checkpoint.</param>
/// <param name="Change">
/// Later minus earlier score, paired by item where there are item records: what pre-training still teaches, and noise of checkpoints
/// (compare Heineman et al. 2025, arXiv 2508.13144).
/// </param>
public sealed record NoiseFloor(string Task, long EarlierStep, long LaterStep, Estimate Change);
