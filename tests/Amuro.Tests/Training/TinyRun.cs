using Amuro.Models;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Tests.Training;

/// <summary>A model of a few thousand weights, sequences that can be learned, and one run over them from the same start.</summary>
internal static class TinyRun
{
    private static readonly DecoderConfig s_config = new()
    {
        VocabularySize = 24,
        HiddenSize = 16,
        Layers = 2,
        Heads = 2,
        IntermediateSize = 24,
        MaxPositions = 16,
        TieEmbeddings = true,
    };

    /// <summary>Nine steps in batches of 4, each of two micro-batches.</summary>
    public static FineTuner Tuner { get; } =
        FineTuner.Default.WithSteps(9).WithBatchSize(4, microBatchSize: 3).WithLearningRate(1e-2).WithWeightDecay(0.1);

    public static IReadOnlyList<TrainingExample> Examples { get; } = Sequences(0, 14);

    public static IReadOnlyList<TrainingExample> HeldOut { get; } = Sequences(100, 5);

    public static DecoderModel Model() => DecoderModel.Initialise(s_config, seed: 5);

    public static byte[] WeightsOf(DecoderModel model) => model.Parameters.Flat.detach().bytes.ToArray();

    /// <summary>Runs from the start; <paramref name="stopAfter"/>: cancelled when this step is done.</summary>
    public static (byte[] Weights, TrainingRun? Run) Train(
        FineTuner tuner, TrainingOptions? options = null, int stopAfter = -1, IReadOnlyList<TrainingExample>? examples = null)
    {
        using DecoderModel model = Model();
        using CancellationTokenSource cancel = new();
        if (stopAfter == 0)
        {
            cancel.Cancel();
        }

        options = (options ?? new TrainingOptions()) with { Progress = new Watcher<TrainingStep>(s => { if (s.Step == stopAfter) { cancel.Cancel(); } }) };
        TrainingRun? run = null;
        try
        {
            run = tuner.FineTune(model, examples ?? Examples, options: options, cancellationToken: cancel.Token);
        }
        catch (OperationCanceledException) when (stopAfter >= 0)
        {
        }

        return (WeightsOf(model), run);
    }

    private static TrainingExample[] Sequences(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int first = random.Next(20), length = random.Next(2, 7);
            return new TrainingExample($"{seed + i}", [first, 20], [.. Enumerable.Range(1, length).Select(k => (first + k) % 20), 21]);
        })];
    }
}
