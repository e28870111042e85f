using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Change of the score on one task by fine-tuning on another, or on itself, at one checkpoint: one cell of the matrix.</summary>
public sealed record ForgettingChange
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

    /// <summary>Score of the base model.</summary>
    public required double Base { get; init; }

    /// <summary>Score after fine-tuning, mean over the runs.</summary>
    public required double Tuned { get; init; }

    /// <summary>Number of fine-tuning runs (seeds).</summary>
    public required int Runs { get; init; }

    /// <summary>Whether the base model is clearly above chance and above always giving the most frequent label: only then there is something to forget.</summary>
    public required bool BaseKnows { get; init; }

    /// <summary>
    /// Fine-tuned minus base score, paired by item where both have item records. Interval: Student's with the clustered standard error of
    /// the differences (Miller 2024, arXiv 2411.00640) and the variation between runs; p: sign flips of the clusters in their normal form.
    /// Without item records: from the standard errors of the scores, taken as independent.
    /// </summary>
    public required Estimate Change { get; init; }

    /// <summary>p of <see cref="Change"/> after Holm's correction over all cells of this checkpoint; NaN without p.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>p of <see cref="Change"/> after Benjamini and Hochberg's correction over all cells of this checkpoint: the rate of false discoveries.</summary>
    public required double FalseDiscoveryRate { get; init; }

    /// <summary>Whether fine-tuning helps or hurts here, by <see cref="AdjustedPValue"/> and the smallest effect that matters.</summary>
    public required TransferVerdict Verdict { get; init; }

    /// <summary>Change as a share of the base score, (tuned - base) / base; NaN where the base score is 0.</summary>
    public required double Relative { get; init; }

    /// <summary>Change as a share of the way from chance to a perfect score, (tuned - base) / (1 - chance); chance counts as 0 where it is unknown.</summary>
    public required double ChanceNormalised { get; init; }

    /// <summary>Share of the base score that is kept, tuned / base; NaN where the base score is 0.</summary>
    public required double Retention { get; init; }

    /// <summary>Share of what the base model knows above chance that is kept, (tuned - chance) / (base - chance); NaN where it knows nothing.</summary>
    public required double AboveChanceRetention { get; init; }

    /// <summary>Effect size of the pairs: mean difference over the standard deviation of the items' differences; NaN without item records or variation.</summary>
    public required double EffectSize { get; init; }

    /// <summary>
    /// McNemar's test of the items right before and right after. It takes items as independent: where they come in clusters,
    /// <see cref="Change"/> is the better test. Not estimable without item records, with scores other than 0 and 1, or with several runs.
    /// </summary>
    public required McNemarResult McNemar { get; init; }

    /// <summary>
    /// Whether the change is larger than the last two base checkpoints differ on the task (<see cref="ForgettingReport.NoiseFloors"/>);
    /// null where there are no two.
    /// </summary>
    public required bool? ExceedsNoise { get; init; }
}
