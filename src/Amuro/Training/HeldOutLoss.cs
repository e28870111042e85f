using Amuro.Models;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>The cross-entropy (nats) of a model on examples that it is not trained on: forward only, no gradients.</summary>
internal static class HeldOutLoss
{
    // Logits of a chunk take about 16 MB.
    private const int MaxLogits = 1 << 22;

    /// <summary>Mean over all label tokens, whatever the batches.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="examples">Sequences that the model can take as they are.</param>
    /// <param name="completionOnly">Whether the labels are what the examples mark as learned, or every token but the first.</param>
    /// <param name="tokensPerBatch">Sequences are run together up to so many tokens; it changes the speed alone.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="AmuroException">No example has a label.</exception>
    public static double PerToken(
        DecoderModel model, IReadOnlyList<TrainingExample> examples, bool completionOnly, int tokensPerBatch = 4096)
    {
        TrainingExample[] labelled = Labelled(examples, completionOnly);
        double sum = 0;
        long labels = 0;
        for (int start = 0, end; start < labelled.Length; start = end)
        {
            int tokens = labelled[start].Length;
            for (end = start + 1; end < labelled.Length && tokens + labelled[end].Length <= tokensPerBatch; end++)
            {
                tokens += labelled[end].Length;
            }

            MicroBatch batch = MicroBatch.From(labelled[start..end], completionOnly);
            sum += Sum(model, batch);
            labels += batch.Labels;
        }

        return sum / labels;
    }

    /// <summary>
    /// The number that Hugging Face's Trainer reports as eval_loss: the mean over the examples of the mean of the batch that
    /// each is in. It depends on the batch size.
    /// </summary>
    public static double MeanOfBatches(DecoderModel model, IReadOnlyList<TrainingExample> examples, bool completionOnly, int batchSize)
    {
        TrainingExample[] labelled = Labelled(examples, completionOnly);
        double sum = 0;
        foreach (TrainingExample[] group in labelled.Chunk(batchSize))
        {
            MicroBatch batch = MicroBatch.From(group, completionOnly);
            sum += Sum(model, batch) / batch.Labels * group.Length;
        }

        return sum / labelled.Length;
    }

    private static TrainingExample[] Labelled(IReadOnlyList<TrainingExample> examples, bool completionOnly)
    {
        TrainingExample[] labelled = [.. examples.Where(e => MicroBatch.LabelCount(e, completionOnly) > 0)];
        return labelled.Length > 0
            ? labelled
            : throw new AmuroException($"Held-out examples: expected at least one with a label, found none among {examples.Count}");
    }

    private static double Sum(DecoderModel model, MicroBatch microBatch)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.From(microBatch.Sequences, model.Device);
        Tensor hidden = model.Hidden(batch).index_select(0, HostArray.ToDevice(microBatch.Rows, model.Device));
        Tensor labels = HostArray.ToDevice(microBatch.Targets, model.Device);
        int rows = Math.Max(64, MaxLogits / model.Config.VocabularySize);
        double sum = 0;
        foreach ((Tensor chunk, Tensor targets) in hidden.split(rows).Zip(labels.split(rows)))
        {
            using var chunkScope = NewDisposeScope();
            sum += nn.functional.cross_entropy(model.Logits(chunk), targets, reduction: nn.Reduction.Sum).to(ScalarType.Float64).item<double>();
        }

        return sum;
    }
}
