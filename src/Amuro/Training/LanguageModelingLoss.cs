using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>The tokens of a micro-batch that are predicted, and the cross-entropy on them with its gradient.</summary>
internal static class LanguageModelingLoss
{
    // Logits are the largest tensor of a step: they exist only for the label positions, in chunks of about 16 MB.
    private const int MaxLogits = 1 << 22;

    /// <summary>
    /// Adds the gradient of (sum of the cross-entropy over the labels of the micro-batch) / <paramref name="divisor"/> to the
    /// model's gradients.
    /// </summary>
    /// <returns>That loss, a float32 scalar in the caller's dispose scope.</returns>
    public static Tensor Backward(DecoderModel model, MicroBatch microBatch, double divisor)
    {
        using var scope = NewDisposeScope();
        using Scalar share = 1 / divisor;
        using TokenBatch batch = TokenBatch.From(microBatch.Sequences, model.Device);
        Tensor loss = zeros(1, float32, model.Device);
        if (microBatch.Labels > 0)
        {
            StepClock.Mark(StepPhase.Forward);
            Tensor selected = model.Hidden(batch).index_select(0, tensor(microBatch.Rows, dtype: int64, device: model.Device));
            Tensor labels = tensor(microBatch.Targets, dtype: int64, device: model.Device);
            StepClock.Mark(StepPhase.Head);
            int rows = Math.Max(64, MaxLogits / model.Config.VocabularySize);
            if (microBatch.Labels <= rows)
            {
                Tensor chunkLoss = CrossEntropy(model, selected, labels, share);
                StepClock.Mark(StepPhase.Backward);
                chunkLoss.backward();
                loss = chunkLoss.detach();
            }
            else
            {
                // Each chunk's logits are gone before the next are made; the body's backward runs once, at the end.
                Tensor[] chunks = [.. selected.detach().split(rows).Select(c => c.requires_grad_())];
                Tensor[] labelChunks = labels.split(rows);
                for (int c = 0; c < chunks.Length; c++)
                {
                    using var chunkScope = NewDisposeScope();
                    Tensor chunkLoss = CrossEntropy(model, chunks[c], labelChunks[c], share);
                    chunkLoss.backward();
                    loss.add_(chunkLoss.detach());
                }

                StepClock.Mark(StepPhase.Backward);
                selected.backward([cat([.. chunks.Select(c => c.grad!)])]);
            }
        }

        StepClock.Mark(StepPhase.Data);
        return loss.reshape(1).MoveToOuterDisposeScope();
    }

    private static Tensor CrossEntropy(DecoderModel model, Tensor hidden, Tensor labels, Scalar share) =>
        nn.functional.cross_entropy(model.Logits(hidden), labels, reduction: nn.Reduction.Sum).mul(share);
}
