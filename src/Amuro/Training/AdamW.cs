using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter, 1711.05101) in the order of operations of PyTorch, on the trained ranges of one flat
/// float32 tensor that holds all parameters.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly Tensor _weights;
    private readonly Tensor[] _decayed;
    private readonly TrainingRecipe _recipe;
    private readonly Tensor _firstShare;
    private readonly Scalar _secondDecay;
    private readonly Scalar _secondShare;
    private readonly Scalar _epsilon;

    public AdamW(Tensor weights, IReadOnlyList<ParameterRange> ranges, TrainingRecipe recipe)
    {
        using var _ = no_grad();
        _recipe = recipe;
        _weights = weights.detach().DetachFromDisposeScope();
        _decayed = [.. ranges.Where(r => r.Decays).Select(r => _weights.narrow(0, r.Offset, r.Count).DetachFromDisposeScope())];
        FirstMoment = zeros_like(_weights).DetachFromDisposeScope();
        SecondMoment = zeros_like(_weights).DetachFromDisposeScope();
        _firstShare = tensor((float)(1 - recipe.Beta1), device: weights.device).DetachFromDisposeScope();
        _secondDecay = recipe.Beta2;
        _secondShare = 1 - recipe.Beta2;
        _epsilon = recipe.Epsilon;
    }

    public Tensor FirstMoment { get; }

    public Tensor SecondMoment { get; }

    /// <summary>Updates the weights.</summary>
    /// <param name="gradient">Flat, as long as the weights.</param>
    /// <param name="step">Number of the update, from 1.</param>
    /// <param name="learningRate">The rate of this step.</param>
    public void Step(Tensor gradient, int step, double learningRate)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using Scalar stepSize = -learningRate / (1 - Math.Pow(_recipe.Beta1, step));
        using Scalar rootCorrection = Math.Sqrt(1 - Math.Pow(_recipe.Beta2, step));
        if (_recipe.WeightDecay != 0)
        {
            using Scalar kept = 1 - (learningRate * _recipe.WeightDecay);
            foreach (Tensor range in _decayed)
            {
                range.mul_(kept);
            }
        }

        FirstMoment.lerp_(gradient, _firstShare);
        SecondMoment.mul_(_secondDecay).addcmul_(gradient, gradient, _secondShare);
        Tensor denominator = SecondMoment.sqrt().div_(rootCorrection).add_(_epsilon);
        _weights.addcdiv_(FirstMoment, denominator, stepSize);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        _firstShare.Dispose();
        _secondDecay.Dispose();
        _secondShare.Dispose();
        _epsilon.Dispose();
        foreach (Tensor range in _decayed)
        {
            range.Dispose();
        }

        _weights.Dispose();
    }
}
