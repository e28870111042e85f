using Amuro.Models;
using Amuro.Models.Operations;
using Amuro.Runtime;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>The cross-entropy on the labels of a micro-batch, and its way back through head and model.</summary>
/// <remarks>Shapes: N tokens, M labels, H hidden size, V vocabulary.</remarks>
internal static class LanguageModelingLoss
{
    // Logits are the largest tensor of a step: they exist only for the label positions, in chunks of about 32 MB in float32.
    private const int MaxLogits = 1 << 23;

    /// <summary>
    /// Adds the gradient of (sum of the cross-entropy over the labels of the micro-batch) / <paramref name="divisor"/> to the
    /// model's gradients.
    /// </summary>
    /// <param name="model">The model that computes.</param>
    /// <param name="microBatch">The sequences and their labels.</param>
    /// <param name="divisor">What the sum is divided by.</param>
    /// <param name="checkpoint">Whether activations are computed again on the way back.</param>
    /// <returns>That loss, a float64 scalar [1] in the caller's dispose scope.</returns>
    public static Tensor Backward(DecoderModel model, MicroBatch microBatch, double divisor, bool checkpoint = false)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Tensor loss = zeros(1, float64, model.Device);
        if (microBatch.Labels > 0)
        {
            using TokenBatch batch = TokenBatch.From(microBatch.Sequences, model.Device);
            StepClock.Mark(StepPhase.Forward);
            Tape tape = new();
            Variable hidden = model.Run(tape, batch, checkpoint: checkpoint);
            StepClock.Mark(StepPhase.Head);
            Tensor labelled = HostArray.ToDevice(microBatch.Rows, model.Device);
            Tensor selected = hidden.Data.index_select(0, labelled);
            Head(model.HeadVariable(), selected, microBatch.Targets, 1 / divisor, loss);
            hidden.Accumulate(zeros_like(hidden.Data).index_copy_(0, labelled, selected));
            StepClock.Mark(StepPhase.Backward);
            tape.Backward();
        }

        StepClock.Mark(StepPhase.Data);
        return loss.MoveToOuterDisposeScope();
    }

    // Replaces the hidden states of the labels [M, H] by their gradient, and adds that of the head and the loss.
    private static void Head(Variable head, Tensor selected, int[] targets, double share, Tensor loss)
    {
        int rows = (int)Math.Max(64, MaxLogits / head.Data.shape[0]);
        for (int first = 0; first < targets.Length; first += rows)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(rows, targets.Length - first);
            Tensor hidden = selected.narrow(0, first, count);
            Tensor logits = Gemm.Forward(hidden, head.Data);
            Tensor dLogits = Memory.IsReachable(logits)
                ? InPlace(logits, targets.AsMemory(first, count), share, loss)
                : ByFormula(logits, targets.AsSpan(first, count), share, loss);
            if (head.NeedsGradient)
            {
                Gemm.AddWeightGradient(head.Gradient!, dLogits, hidden);
            }

            hidden.copy_(Gemm.InputGradient(dLogits, head.Data));
        }
    }

    private static Tensor InPlace(Tensor logits, ReadOnlyMemory<int> targets, double share, Tensor loss)
    {
        using Scalar part = CrossEntropyKernel.Run(logits, targets, share);
        loss.add_(part, Scalars.One);
        return logits;
    }

    private static Tensor ByFormula(Tensor logits, ReadOnlySpan<int> targets, double share, Tensor loss)
    {
        using Scalar factor = share;
        Tensor leaf = logits.detach().requires_grad_();
        Tensor part;
        using (enable_grad())
        {
            Tensor wide = leaf.dtype == ScalarType.BFloat16 ? leaf.to(ScalarType.Float32) : leaf;
            Tensor labels = HostArray.ToDevice(targets, logits.device);
            part = nn.functional.cross_entropy(wide, labels, reduction: nn.Reduction.Sum).mul(factor);
            part.backward();
        }

        loss.add_(part.detach(), Scalars.One);
        return leaf.grad!;
    }
}
