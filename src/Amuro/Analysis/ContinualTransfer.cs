using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>
/// Forgetting and transfer of one training task at one checkpoint, in the terms of continual learning, over the unseen tasks of the training task.
/// </summary>
/// <remarks>
/// <para>
/// Continual learning has a matrix r with the score on task j after training on task k in row k. A checkpoint that is fine-tuned once
/// has been trained on two tasks in turn: pre-training, and then the training task A. So r has two columns: the mean score over the unseen
/// tasks, which stand for what pre-training taught, and the score on A. Its rows are the base checkpoints of the series up to this one,
/// in the order of their steps (row k is checkpoint k), and, last, this checkpoint after fine-tuning on A. The first column is "learned"
/// in the row of this checkpoint's base model, the second in the last row.
/// </para>
/// <para>
/// On these rows <see cref="BackwardTransfer"/> and <see cref="ForwardTransfer"/> are those of Lopez-Paz and Ranzato 2017 (arXiv 1706.08840)
/// and <see cref="Forgetting"/> is that of Chaudhry et al. 2018 (arXiv 1801.10112); <see cref="ContinualLearning"/> computes the same from a
/// matrix of two rows. Intransigence does not apply: it needs a model trained on both at once.
/// </para>
/// </remarks>
public sealed record ContinualTransfer
{
    /// <summary>Task that the model was fine-tuned on.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Pre-training step of the checkpoint.</summary>
    public required long Step { get; init; }

    /// <summary>Number of unseen tasks scored before and after.</summary>
    public required int Tasks { get; init; }

    /// <summary>Mean change on the unseen tasks, fine-tuned minus base of the same checkpoint; below 0 is forgetting.</summary>
    public required Quantity BackwardTransfer { get; init; }

    /// <summary>The same as a share of the base scores: ratio of the sums, which no single small score can drive.</summary>
    public required Quantity RelativeChange { get; init; }

    /// <summary>Mean of the changes as shares of the way from chance to a perfect score.</summary>
    public required Quantity ChanceNormalised { get; init; }

    /// <summary>
    /// Mean over the unseen tasks of the best base score up to this checkpoint minus the fine-tuned score. Not estimable if a task was not
    /// scored at every checkpoint up to this one: the maxima would be over different rows.
    /// </summary>
    public required Quantity Forgetting { get; init; }

    /// <summary>
    /// Base score on the training task itself, before fine-tuning on it, minus that of the untrained model: the checkpoint of step 0, or
    /// chance where the series has none.
    /// </summary>
    public required Quantity ForwardTransfer { get; init; }
}
