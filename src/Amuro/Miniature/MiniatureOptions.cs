using System.Collections.Immutable;

namespace Amuro.Miniature;

/// <summary>The sizes of a <see cref="Miniature"/>. The defaults are a design that was tried on several seeds; <see cref="Quick"/> is for a smoke test.</summary>
public sealed record MiniatureOptions
{
    /// <summary>The default sizes.</summary>
    public static MiniatureOptions Default { get; } = new();

    /// <summary>
    /// A run of seconds: 300 steps, 4 checkpoints, 320 items to fine-tune on for 2 epochs, at most 48 items to evaluate. Too small for the effects to show.
    /// </summary>
    public static MiniatureOptions Quick { get; } = new()
    {
        Steps = 300,
        CheckpointSteps = [0, 50, 150, 300],
        TrainingItems = 320,
        FineTuningEpochs = 2,
        EvaluationItems = 48,
    };

    /// <summary>Seed of the world, its names and facts, the text, the task items and the initial weights. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Optimiser steps of pre-training. Default 1,200.</summary>
    public int Steps { get; init; } = 1200;

    /// <summary>The steps after which a checkpoint is saved, rising, the last equal to <see cref="Steps"/>. Default 0, 100, 200, 300, 450, 600, 850, 1200.</summary>
    public ImmutableArray<int> CheckpointSteps { get; init; } = [0, 100, 200, 300, 450, 600, 850, 1200];

    /// <summary>Sequences in a pre-training batch. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Tokens in a pre-training sequence, and the positions of the model. Default 64.</summary>
    public int SequenceLength { get; init; } = 64;

    /// <summary>Peak learning rate of pre-training. Default 3e-3.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Width of the model. Default 64.</summary>
    public int HiddenSize { get; init; } = 64;

    /// <summary>Layers of the model. Default 4.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads, a divisor of <see cref="HiddenSize"/> that leaves an even head width. Default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Inner width of the SwiGLU. Default 192.</summary>
    public int IntermediateSize { get; init; } = 192;

    /// <summary>
    /// Most items in a training split, 2 to 20,000; qa has only 360, nli and size have above 4,000. Yes/no tasks take an even number. Default 1,280.
    /// </summary>
    public int TrainingItems { get; init; } = 1280;

    /// <summary>Epochs of fine-tuning. Default 4.</summary>
    public int FineTuningEpochs { get; init; } = 4;

    /// <summary>Learning rate of fine-tuning. Default 1e-3.</summary>
    public double FineTuningLearningRate { get; init; } = 1e-3;

    /// <summary>
    /// Most items in an evaluation set; at least 16; the sets have 108 to 144. Yes/no tasks take an even number. Default 144.
    /// </summary>
    public int EvaluationItems { get; init; } = 144;

    /// <summary>All mistakes of these options, each naming the option, what was expected and what was found.</summary>
    /// <returns>One line for each mistake; empty if there is none.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Positive(Steps, nameof(Steps));
        Positive(BatchSize, nameof(BatchSize));
        Positive(HiddenSize, nameof(HiddenSize));
        Positive(Layers, nameof(Layers));
        Positive(Heads, nameof(Heads));
        Positive(IntermediateSize, nameof(IntermediateSize));
        Positive(FineTuningEpochs, nameof(FineTuningEpochs));
        Check(SequenceLength >= 64, nameof(SequenceLength), "at least 64, the longest prompt with its answer", SequenceLength);
        Check(double.IsFinite(LearningRate) && LearningRate > 0, nameof(LearningRate), "a positive number", LearningRate);
        Check(double.IsFinite(FineTuningLearningRate) && FineTuningLearningRate > 0, nameof(FineTuningLearningRate), "a positive number", FineTuningLearningRate);
        Check(Heads <= 0 || HiddenSize % (2 * Heads) == 0, nameof(Heads), $"a divisor of HiddenSize / 2 = {HiddenSize / 2}", Heads);
        Check(TrainingItems is >= 2 and <= 20_000, nameof(TrainingItems), "a number from 2 to 20000", TrainingItems);
        Check(EvaluationItems >= 16, nameof(EvaluationItems), "at least 16", EvaluationItems);
        ImmutableArray<int> saved = CheckpointSteps.IsDefault ? [] : CheckpointSteps;
        bool rising = saved.Length > 0 && saved[0] >= 0 && saved[^1] == Steps && saved.Zip(saved.Skip(1)).All(p => p.First < p.Second);
        Check(rising, nameof(CheckpointSteps), $"rising steps from 0 or more that end with Steps = {Steps}", string.Join(", ", saved));
        return problems;

        void Positive(int value, string option) => Check(value > 0, option, "a positive number", value);

        void Check(bool good, string option, string expected, object found)
        {
            if (!good)
            {
                problems.Add(FormattableString.Invariant($"MiniatureOptions.{option}: expected {expected}, found {found}."));
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Two options are equal if all values are, the checkpoint steps one by one.</remarks>
    public bool Equals(MiniatureOptions? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc/>
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    /// <summary>All options in one line, the same for equal options.</summary>
    /// <returns>The text <c>seed=0 steps=1200 …</c>.</returns>
    public string ToText() => ToPretrainingText() + FormattableString.Invariant(
        $" items={TrainingItems} epochs={FineTuningEpochs} tuning-lr={FineTuningLearningRate} evaluation={EvaluationItems}");

    /// <summary>The options that the checkpoints depend on, in one line.</summary>
    internal string ToPretrainingText() => FormattableString.Invariant(
        $"seed={Seed} steps={Steps} checkpoints={string.Join(',', CheckpointSteps)} batch={BatchSize} length={SequenceLength} lr={LearningRate} hidden={HiddenSize} layers={Layers} heads={Heads} intermediate={IntermediateSize}");
}
