using Amuro.Runtime;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter, 1711.05101) in the order of operations of PyTorch, on the trained ranges of one flat
/// float32 tensor that holds all parameters.
/// </summary>
internal sealed class AdamW : IDisposable
{
    // Kernels reach 2 GiB at a time.
    private const long Piece = 1 << 28;

    private readonly Tensor _weights;
    private readonly IReadOnlyList<ParameterRange> _pieces;
    private readonly TrainingRecipe _recipe;

    public AdamW(Tensor weights, IReadOnlyList<ParameterRange> ranges, TrainingRecipe recipe)
    {
        using var _ = no_grad();
        _recipe = recipe;
        _weights = weights.detach().DetachFromDisposeScope();
        _pieces = [.. ranges.SelectMany(Pieces)];
        FirstMoment = zeros_like(_weights).DetachFromDisposeScope();
        SecondMoment = zeros_like(_weights).DetachFromDisposeScope();
    }

    public Tensor FirstMoment { get; }

    public Tensor SecondMoment { get; }

    /// <summary>L2 norm of the trained parts of a flat gradient.</summary>
    public double Norm(Tensor gradient)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (Memory.IsReachable(gradient))
        {
            return Math.Sqrt(_pieces.Sum(piece => AdamWKernel.SumOfSquares(Part(gradient, piece))));
        }

        // One number comes back from the device, whatever the number of pieces.
        Tensor[] norms = [.. _pieces.Select(piece => Part(gradient, piece).to(ScalarType.Float32).norm())];
        return stack(norms).norm().item<float>();
    }

    /// <summary>Updates the weights.</summary>
    /// <param name="gradient">Flat, as long as the weights; float32 or bfloat16. Not changed.</param>
    /// <param name="scale">The gradient is taken times this.</param>
    /// <param name="step">Number of the update, from 1.</param>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="copy">Flat bfloat16 tensor that gets the new weights too; null: none.</param>
    public void Step(Tensor gradient, double scale, int step, double learningRate, Tensor? copy)
    {
        using var _ = no_grad();
        AdamWUpdate update = new(
            (float)scale,
            1,
            (float)_recipe.Beta1,
            (float)_recipe.Beta2,
            (float)_recipe.Epsilon,
            (float)(learningRate / (1 - Math.Pow(_recipe.Beta1, step))),
            (float)Math.Sqrt(1 - Math.Pow(_recipe.Beta2, step)));
        foreach (ParameterRange piece in _pieces)
        {
            using var scope = NewDisposeScope();
            AdamWUpdate own = update with { Kept = piece.Decays ? (float)(1 - (learningRate * _recipe.WeightDecay)) : 1 };
            (Tensor weights, Tensor first, Tensor second, Tensor part, Tensor? target) =
                (Part(_weights, piece), Part(FirstMoment, piece), Part(SecondMoment, piece), Part(gradient, piece), copy is null ? null : Part(copy, piece));
            if (Memory.IsReachable(weights))
            {
                AdamWKernel.Run(weights, first, second, part, target, own);
            }
            else
            {
                Run(weights, first, second, part.to(ScalarType.Float32), own);
                target?.copy_(weights);
            }
        }
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        _weights.Dispose();
    }

    private static void Run(Tensor weights, Tensor first, Tensor second, Tensor gradient, AdamWUpdate update)
    {
        using Scalar scale = update.GradientScale, kept = update.Kept, firstDecay = update.Beta1, firstShare = 1 - update.Beta1;
        using Scalar secondDecay = update.Beta2, secondShare = 1 - update.Beta2;
        using Scalar rootCorrection = update.RootCorrection, epsilon = update.Epsilon, stepSize = -update.StepSize;
        Tensor scaled = gradient.mul(scale);
        weights.mul_(kept);
        first.mul_(firstDecay).add_(scaled.mul(firstShare), Scalars.One);
        second.mul_(secondDecay).addcmul_(scaled, scaled, secondShare);
        weights.addcdiv_(first, second.sqrt().div_(rootCorrection).add_(epsilon, Scalars.One), stepSize);
    }

    private static IEnumerable<ParameterRange> Pieces(ParameterRange range)
    {
        for (long done = 0; done < range.Count; done += Piece)
        {
            yield return range with { Offset = range.Offset + done, Count = Math.Min(Piece, range.Count - done) };
        }
    }

    private static Tensor Part(Tensor flat, ParameterRange piece) => flat.narrow(0, piece.Offset, piece.Count);
}
