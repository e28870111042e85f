using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Answer to question 1: does more pre-training help in a way that only fine-tuning reveals?</summary>
public sealed record LatentImprovement
{
    /// <summary>The answer. Its effect is the mean of <see cref="LatentImprovementTask.TunedChange"/> over the tasks whose base score stays at chance.</summary>
    public required Finding Finding { get; init; }

    /// <summary>
    /// One row for each training task and each evaluated multiple-choice task of its family; where no chance level is known, for every task of its family.
    /// </summary>
    public required IReadOnlyList<LatentImprovementTask> Tasks { get; init; }
}

/// <summary>One evaluated task before and after fine-tuning, over the series.</summary>
public sealed record LatentImprovementTask
{
    /// <summary>Task that the models were fine-tuned on.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Relation of <see cref="Task"/> to <see cref="TunedOn"/>.</summary>
    public required TaskRelation Split { get; init; }

    /// <summary>Name of the task's primary metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Expected score of guessing; NaN where unknown.</summary>
    public required double Chance { get; init; }

    /// <summary>Scores by checkpoint, ascending steps.</summary>
    public required IReadOnlyList<CheckpointScore> Checkpoints { get; init; }

    /// <summary>Whether the base score stays at chance: see <see cref="LatentImprovementAnalyzer"/>.</summary>
    public required bool BaseAtChance { get; init; }

    /// <summary>Base score, late minus early checkpoints.</summary>
    public required Estimate BaseChange { get; init; }

    /// <summary>Fine-tuned score, late minus early checkpoints.</summary>
    public required Estimate TunedChange { get; init; }

    /// <summary>The p of <see cref="BaseChange"/> after Holm's correction over the tasks of the report.</summary>
    public double BaseChangeAdjustedPValue { get; init; } = double.NaN;

    /// <summary>The p of <see cref="TunedChange"/> after the same correction.</summary>
    public double TunedChangeAdjustedPValue { get; init; } = double.NaN;

    /// <summary>Trend of the base score.</summary>
    public required StepTrend BaseTrend { get; init; }

    /// <summary>Trend of the fine-tuned score.</summary>
    public required StepTrend TunedTrend { get; init; }

    /// <summary>Steps at which the interval of the base score contains chance.</summary>
    public IReadOnlyList<long> StepsAtChance { get; init; } = [];

    /// <summary>Trend of the fine-tuned score over <see cref="StepsAtChance"/>, corrected over the tasks of the report.</summary>
    public StepTrend TunedTrendAtChance { get; init; } = StepTrend.None("nothing was estimated");

    /// <summary>
    /// Whether the base score cannot be told from chance at more than half of the checkpoints, yet the fine-tuned score rises over
    /// these (<see cref="TunedTrendAtChance"/>, Holm's p): an improvement that only fine-tuning reveals.
    /// </summary>
    public bool IsLatent { get; init; }

    /// <summary>Where the fine-tuned score bends.</summary>
    public ImprovementOnset Onset { get; init; } = new() { Reason = "nothing was estimated" };

    /// <summary>Whether the fine-tuned score falls again late in pre-training.</summary>
    public LateDecline LateDecline { get; init; } = new() { Reason = "nothing was estimated" };
}

/// <summary>Base and fine-tuned score of one task at one checkpoint, means over the seeds.</summary>
/// <param name="Step">Pre-training step.</param>
/// <param name="Base">Score of the base model.</param>
/// <param name="BaseInterval">Wilson interval of <paramref name="Base"/>, for the effective number of items.</param>
/// <param name="Tuned">Score after fine-tuning.</param>
public sealed record CheckpointScore(long Step, double Base, Interval BaseInterval, double Tuned);
