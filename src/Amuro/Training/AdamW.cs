using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter, 1711.05101) in the order of operations of PyTorch, on one flat float32 tensor that holds
/// all parameters: first those with weight decay, then those without.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly Tensor _weights;
    private readonly Tensor _decayed;
    private readonly TrainingRecipe _recipe;
    private readonly Tensor _firstShare;

    public AdamW(Tensor weights, long decayedCount, TrainingRecipe recipe)
    {
        using var _ = no_grad();
        _recipe = recipe;
        _weights = weights.detach().DetachFromDisposeScope();
        _decayed = _weights.narrow(0, 0, decayedCount).DetachFromDisposeScope();
        FirstMoment = zeros_like(_weights).DetachFromDisposeScope();
        SecondMoment = zeros_like(_weights).DetachFromDisposeScope();
        _firstShare = tensor((float)(1 - recipe.Beta1), device: weights.device).DetachFromDisposeScope();
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
        double firstCorrection = 1 - Math.Pow(_recipe.Beta1, step);
        double secondCorrection = 1 - Math.Pow(_recipe.Beta2, step);
        if (_recipe.WeightDecay != 0)
        {
            _decayed.mul_(1 - (learningRate * _recipe.WeightDecay));
        }

        FirstMoment.lerp_(gradient, _firstShare);
        SecondMoment.mul_(_recipe.Beta2).addcmul_(gradient, gradient, 1 - _recipe.Beta2);
        Tensor denominator = SecondMoment.sqrt().div_(Math.Sqrt(secondCorrection)).add_(_recipe.Epsilon);
        _weights.addcdiv_(FirstMoment, denominator, -learningRate / firstCorrection);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        _firstShare.Dispose();
        _decayed.Dispose();
        _weights.Dispose();
    }
}
