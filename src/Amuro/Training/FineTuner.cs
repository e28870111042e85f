
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

    /// <summary>
    /// The fine-tuning of OLMo-1B in "Amuro and Char" (2408.06663), as the script of its authors has it
    /// (github.com/KaiserWhoLearns/AmuroCharPTFTRelationship at commit 8b79c39, scripts/exp_scripts/fine_tune_olmo.sh, which calls their
    /// copy of open-instruct's finetune.py): full fine-tuning for 3 epochs, batches of 8 in micro-batches of 1 whose means are averaged,
    /// learning rate 2e-6 with 3 % warm-up and linear decay, AdamW without weight decay, no clipping, completions only, at most 2,048
    /// tokens, bfloat16, seed 42.
    /// </summary>
    /// <remarks>
    /// Two settings of theirs depend on the data: XSum was trained at 2e-7 (MNLI, PAWS and Social IQa at 2e-6), and Tulu for 5 epochs;
    /// set them with <see cref="WithLearningRate"/> and <see cref="WithEpochs"/>. Not stated there, so a default was taken: AdamW's betas
    /// (0.9, 0.999) and epsilon (1e-8), PyTorch's; that DeepSpeed keeps float32 master weights; that it does not clip, since the script
    /// passes no configuration of it. The script rounds the number of warm-up steps down, Amuro rounds it up: they differ by at most one
    /// step. The order of the examples is not theirs. Their second model, Llama-3-8B, is not in that script.
    /// </remarks>
    public static FineTuner AmuroPaper { get; } = new(new TrainingRecipe
    {
        Epochs = 3,
        BatchSize = 8,
        MicroBatchSize = 1,
        LearningRate = 2e-6,
        Schedule = LearningRateSchedule.Linear,
        WarmupRatio = 0.03,
        WeightDecay = 0,
        WeightDecayScope = WeightDecayScope.AllButBiases,
        MaxGradientNorm = double.PositiveInfinity,
        CompletionOnlyLoss = true,
        Normalisation = LossNormalisation.MeanOfMeansNominal,
        MaxLength = 2048,
        Truncation = Truncation.End,
        Seed = 42,
        Precision = Precision.BFloat16,
    });

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
        new(Recipe with { BatchSize = batchSize, MicroBatchSize = microBatchSize, BatchTokens = null });

    /// <summary>
    /// Tokens per optimiser step, in place of sequences: examples are taken in order until the next one would exceed it; one that is
    /// longer by itself is a batch of its own.
    /// </summary>
    /// <param name="tokens">At least 1.</param>
    /// <param name="microBatchSize">Sequences per forward pass; null: the whole batch at once.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithBatchTokens(int tokens, int? microBatchSize = null) =>
        new(Recipe with { BatchTokens = tokens, MicroBatchSize = microBatchSize });

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

    /// <summary>AdamW's decoupled weight decay.</summary>
    /// <param name="weightDecay">0 or more.</param>
    /// <param name="scope">What decays; matrices alone by default (Hugging Face Trainer).</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithWeightDecay(double weightDecay, WeightDecayScope scope = WeightDecayScope.Matrices) =>
        new(Recipe with { WeightDecay = weightDecay, WeightDecayScope = scope });

    /// <summary>The gradient is scaled down to this L2 norm.</summary>
    /// <param name="norm">Above 0; infinity switches clipping off.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithMaxGradientNorm(double norm) => new(Recipe with { MaxGradientNorm = norm });

    /// <summary>Whether the loss is on completions only, or on every token.</summary>
    /// <param name="completionOnly">True: prompts are read but not learned.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithCompletionOnlyLoss(bool completionOnly) => new(Recipe with { CompletionOnlyLoss = completionOnly });

    /// <summary>What the loss of a step is divided by.</summary>
    /// <param name="normalisation">For example <see cref="LossNormalisation.MeanOfMeans"/>, as older code did.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithLossNormalisation(LossNormalisation normalisation) => new(Recipe with { Normalisation = normalisation });

    /// <summary>Sequences are cut to so many tokens; what loses all its labels is skipped and reported.</summary>
    /// <param name="tokens">At least 2, and no more than the positions of the model if a sequence is that long.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithMaxLength(int tokens) => new(Recipe with { MaxLength = tokens });

    /// <summary>Which tokens go when a sequence is too long.</summary>
    /// <param name="truncation">The last ones, or first those of the prompt.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithTruncation(Truncation truncation) => new(Recipe with { Truncation = truncation });

    /// <summary>The seed of the order of the examples.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithSeed(int seed) => new(Recipe with { Seed = seed });

    /// <summary>The number format of the run.</summary>
    /// <param name="precision">Float32, or bfloat16 with float32 master weights.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithPrecision(Precision precision) => new(Recipe with { Precision = precision });

    /// <summary>Trains adapters in place of the weights: LoRA, rsLoRA or DoRA.</summary>
    /// <param name="lora">Rank, scale and layers; null: the weights themselves are trained.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithLora(LoraOptions? lora) => new(Recipe with { Lora = lora });

    /// <summary>Parameters that stay as they are.</summary>
    /// <param name="patterns">Names as in files; <c>*</c> stands for any text. None: everything is trained.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithFrozen(params IEnumerable<string> patterns) => new(Recipe with { Frozen = [.. patterns] });

    /// <summary>Whether the backward pass computes the activations of the blocks again, which needs far less memory and about a third more work.</summary>
    /// <param name="activationCheckpointing">Whether to.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithActivationCheckpointing(bool activationCheckpointing = true) =>
        new(Recipe with { ActivationCheckpointing = activationCheckpointing });

    /// <summary>Measures the loss on held-out examples during the run.</summary>
    /// <param name="every">Optimiser steps between two measurements; null: none but at the beginning and the end.</param>
    /// <param name="patience">The run stops after so many measurements in a row without a new lowest loss; null: never early.</param>
    /// <param name="keepBest">Whether the model ends with the weights of the lowest loss, not the last ones.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithEvaluation(int? every, int? patience = null, bool keepBest = false) =>
        new(Recipe with { EvaluateEvery = every, Patience = patience, KeepBest = keepBest });

    /// <summary>How often a run that has a folder writes its resume point.</summary>
    /// <param name="steps">Optimiser steps between two of them, at least 1.</param>
    /// <returns>A changed copy.</returns>
    public FineTuner WithSaveEvery(int steps) => new(Recipe with { SaveEvery = steps });
}
