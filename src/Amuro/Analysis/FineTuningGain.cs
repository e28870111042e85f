using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Answer to question 2: do the data sets on which the base model shows no capability gain most?</summary>
public sealed record FineTuningGain
{
    /// <summary>The answer. Its effect is the mean gain of the data sets without base capability minus that of those with it.</summary>
    public required Finding Finding { get; init; }

    /// <summary>One row for each training task and each evaluated data set of its family, at the last checkpoint.</summary>
    public required IReadOnlyList<FineTuningGainTask> Tasks { get; init; }

    /// <summary>Mean gain of the data sets learned in pre-training.</summary>
    public required Estimate GainLearnedInPretraining { get; init; }

    /// <summary>Mean gain of the data sets not learned in pre-training.</summary>
    public required Estimate GainNotLearnedInPretraining { get; init; }

    /// <summary>How the gain goes with the base capability, regression to the mean taken out.</summary>
    public GainRelation Relation { get; init; } = new();

    /// <summary>Absolute and relative gains of all data sets.</summary>
    public GainGroup All { get; init; } = GainGroup.Of([]);

    /// <summary>Those of the data sets learned in pre-training.</summary>
    public GainGroup LearnedInPretraining { get; init; } = GainGroup.Of([]);

    /// <summary>Those of the data sets not learned in pre-training: what they gain is learned in fine-tuning.</summary>
    public GainGroup LearnedInFineTuning { get; init; } = GainGroup.Of([]);
}

/// <summary>What fine-tuning brought on one data set at the last checkpoint.</summary>
public sealed record FineTuningGainTask
{
    /// <summary>Task that the model was fine-tuned on.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Relation of <see cref="Task"/> to <see cref="TunedOn"/>.</summary>
    public required TaskRelation Split { get; init; }

    /// <summary>Name of the task's primary metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Pre-training step of the checkpoint.</summary>
    public required long Step { get; init; }

    /// <summary>Expected score of guessing; 0 where undefined.</summary>
    public required double Chance { get; init; }

    /// <summary>Score of the base model.</summary>
    public required double Base { get; init; }

    /// <summary>Score after fine-tuning, mean over the seeds.</summary>
    public required double Tuned { get; init; }

    /// <summary>How far the base model is on the way from chance to a perfect score: (base - chance) / (1 - chance).</summary>
    public required double Capability { get; init; }

    /// <summary>The gain as a share of the way from chance to a perfect score: (tuned - base) / (1 - chance).</summary>
    public double NormalisedGain => (Tuned - Base) / (1 - Chance);

    /// <summary>Fine-tuned minus base score over the base score; NaN where that is 0.</summary>
    public double RelativeGain => Base == 0 ? double.NaN : (Tuned - Base) / Base;

    /// <summary>Whether <see cref="Capability"/> reaches the threshold.</summary>
    public required bool LearnedInPretraining { get; init; }

    /// <summary>Fine-tuned minus base score.</summary>
    public required Estimate Gain { get; init; }

    /// <summary>The p of <see cref="Gain"/> after Holm's correction over the rows of the report.</summary>
    public double AdjustedPValue { get; init; } = double.NaN;
}
