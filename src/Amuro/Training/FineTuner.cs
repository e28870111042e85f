
namespace Amuro.Training;

/// <summary>Fine-tunes a model on a task. Immutable: every <c>With…</c> returns a changed copy.</summary>
public sealed partial class FineTuner
{
    /// <summary>A fine-tuner with these settings; they are checked when it is used.</summary>
    /// <param name="recipe">All settings.</param>
    public FineTuner(TrainingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Recipe = recipe;
    }

    /// <summary>
    /// Full fine-tuning for 3 epochs in batches of 8, learning rate 2e-5 with 3 % warm-up and linear decay, AdamW without
    /// weight decay, gradient norm clipped at 1, loss on completions only, float32.
    /// </summary>
    public static FineTuner Default { get; } = new(new TrainingRecipe());

    /// <summary>Every setting.</summary>
    public TrainingRecipe Recipe { get; }

    /// <summary>Passes over the training examples.</summary>
    /// <param name="epochs">At least 1.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithEpochs(int epochs) => new(Recipe with { Epochs = epochs, Steps = null });

    /// <summary>Number of optimiser steps, in place of epochs.</summary>
    /// <param name="steps">At least 1.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithSteps(int steps) => new(Recipe with { Steps = steps });

    /// <summary>Sequences per optimiser step.</summary>
    /// <param name="batchSize">At least 1.</param>
    /// <param name="microBatchSize">Sequences per forward pass; null: the whole batch at once.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithBatchSize(int batchSize, int? microBatchSize = null) =>
        new(Recipe with { BatchSize = batchSize, MicroBatchSize = microBatchSize });

    /// <summary>The full learning rate.</summary>
    /// <param name="learningRate">0 or more.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithLearningRate(double learningRate) => new(Recipe with { LearningRate = learningRate });

    /// <summary>The course of the learning rate after the warm-up.</summary>
    /// <param name="schedule">For example <see cref="LearningRateSchedule.Cosine"/>.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithSchedule(LearningRateSchedule schedule) => new(Recipe with { Schedule = schedule });

    /// <summary>Warm-up as a share of all steps, rounded up.</summary>
    /// <param name="ratio">From 0 to 1.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithWarmupRatio(double ratio) => new(Recipe with { WarmupRatio = ratio, WarmupSteps = null });

    /// <summary>Warm-up as a number of steps.</summary>
    /// <param name="steps">0 or more.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithWarmupSteps(int steps) => new(Recipe with { WarmupSteps = steps });

    /// <summary>AdamW's betas and epsilon.</summary>
    /// <param name="beta1">Decay of the first moment, below 1.</param>
    /// <param name="beta2">Decay of the second moment, below 1.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithAdamW(double beta1, double beta2, double epsilon = 1e-8) =>
        new(Recipe with { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon });

    /// <summary>Decoupled weight decay of the matrices; norms and biases have none.</summary>
    /// <param name="weightDecay">0 or more.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithWeightDecay(double weightDecay) => new(Recipe with { WeightDecay = weightDecay });

    /// <summary>The gradient is scaled down to this L2 norm.</summary>
    /// <param name="norm">Above 0; infinity switches clipping off.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithMaxGradientNorm(double norm) => new(Recipe with { MaxGradientNorm = norm });

    /// <summary>Whether the loss is on completions only, or on every token.</summary>
    /// <param name="completionOnly">True: prompts are read but not learned.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithCompletionOnlyLoss(bool completionOnly) => new(Recipe with { CompletionOnlyLoss = completionOnly });

    /// <summary>Sequences are cut to so many tokens, at the end; what loses all its labels is skipped and reported.</summary>
    /// <param name="tokens">At least 2.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithMaxLength(int tokens) => new(Recipe with { MaxLength = tokens });

    /// <summary>The seed of the order of the examples.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithSeed(int seed) => new(Recipe with { Seed = seed });

    /// <summary>The number format of the run.</summary>
    /// <param name="precision">Float32, or bfloat16 with float32 master weights.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithPrecision(Precision precision) => new(Recipe with { Precision = precision });
}
