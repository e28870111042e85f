using System.Collections.Immutable;
using System.Globalization;

namespace Amuro.Training;

/// <summary>Every setting of a training run. Immutable; defaults are those of <see cref="FineTuner.Default"/>.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Passes over the examples. Default 3. Ignored where <see cref="Steps"/> is set.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Number of optimiser steps, or null (default) to train for <see cref="Epochs"/>.</summary>
    public int? Steps { get; init; }

    /// <summary>Sequences per optimiser step. Default 8. Ignored where <see cref="BatchTokens"/> is set.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>
    /// Sequences per forward pass; gradients are added up to the whole batch, whether that is counted in sequences or in tokens. It
    /// need not divide the batch: the last micro-batch of a step may be smaller. Null (default): the whole batch at once.
    /// </summary>
    public int? MicroBatchSize { get; init; }

    /// <summary>
    /// Tokens per optimiser step, in place of <see cref="BatchSize"/>: examples are taken in order until the next one would
    /// exceed it; one that is longer by itself is a batch of its own. Null (default): batches are counted in sequences.
    /// </summary>
    public int? BatchTokens { get; init; }

    /// <summary>Full learning rate. Default 2e-5 (TRL's SFTTrainer).</summary>
    public double LearningRate { get; init; } = 2e-5;

    /// <summary>Course of the rate after the warm-up. Default linear (Hugging Face Trainer).</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Linear;

    /// <summary>Share of the steps that warm up, rounded up. Default 0.03 (Stanford Alpaca, open-instruct).</summary>
    public double WarmupRatio { get; init; } = 0.03;

    /// <summary>Number of warm-up steps; where set it replaces <see cref="WarmupRatio"/>.</summary>
    public int? WarmupSteps { get; init; }

    /// <summary>AdamW's decay of the first moment. Default 0.9 (Loshchilov and Hutter, 1711.05101).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the bias-corrected root of the second moment. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of what <see cref="WeightDecayScope"/> names. Default 0 (Hugging Face Trainer).</summary>
    public double WeightDecay { get; init; }

    /// <summary>Which parameters decay. Default: matrices alone (Hugging Face Trainer).</summary>
    public WeightDecayScope WeightDecayScope { get; init; }

    /// <summary>The gradient is scaled down to this L2 norm. Default 1; infinity switches clipping off.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>Whether only completions are learned (default), or prompts too.</summary>
    public bool CompletionOnlyLoss { get; init; } = true;

    /// <summary>What the loss is divided by. Default: the label tokens of the step (Hugging Face Trainer since 4.46).</summary>
    public LossNormalisation Normalisation { get; init; }

    /// <summary>Sequences are cut to so many tokens, at least 2. Null (default): the number of positions of the model.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Seed of the order of the examples. Default 42 (Hugging Face Trainer).</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Number format. Default float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Which tokens go when a sequence is too long. Default: the last ones (TRL).</summary>
    public Truncation Truncation { get; init; }

    /// <summary>Adapters that are trained in place of the weights. Null (default): full fine-tuning.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>
    /// Parameters that stay as they are: names as in files, <c>*</c> stands for any text, for example
    /// <c>model.layers.0.*</c>. Empty (default): everything is trained.
    /// </summary>
    public ImmutableArray<string> Frozen { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// Whether only the inputs of the blocks are kept for the backward pass and the rest is computed again: about a third
    /// more work for a small part of the memory. Default false.
    /// </summary>
    public bool ActivationCheckpointing { get; init; }

    /// <summary>Optimiser steps between two measurements of the loss on held-out examples. Null (default): none but the last.</summary>
    public int? EvaluateEvery { get; init; }

    /// <summary>
    /// Training stops after so many measurements in a row without a new lowest held-out loss; it needs <see cref="EvaluateEvery"/>.
    /// Null (default): never early.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>
    /// Whether the model ends with the weights of the lowest held-out loss, not the last ones; it needs <see cref="EvaluateEvery"/>.
    /// Default false.
    /// </summary>
    public bool KeepBest { get; init; }

    /// <summary>Optimiser steps between two resume points, where a folder for them is given. Default 200.</summary>
    public int SaveEvery { get; init; } = 200;

    /// <summary>Number of warm-up steps in a run of a given length.</summary>
    /// <param name="totalSteps">Steps of the run.</param>
    /// <returns><see cref="WarmupSteps"/>, or the share rounded up.</returns>
    public int WarmupOf(int totalSteps) => WarmupSteps ?? (int)Math.Ceiling(totalSteps * WarmupRatio);

    /// <summary>Checks every setting, and that none contradicts another.</summary>
    /// <exception cref="AmuroException">Lists all settings that are out of range, each with what was expected and found.</exception>
    public void Validate()
    {
        IReadOnlyList<string> problems = RecipeCheck.Problems(this);
        if (problems.Count > 0)
        {
            throw new AmuroException("Training recipe: " + string.Join("; ", problems));
        }
    }

    /// <summary>Whether every setting of the other recipe is the same; lists are compared by content.</summary>
    /// <param name="other">The other recipe.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(TrainingRecipe? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Every setting with its name, in one line that is the same in every culture and names two recipes alike only if they are equal.</summary>
    /// <returns>The settings, sorted by name.</returns>
    public override string ToString() => SettingsText.Of(this);
}
