using Amuro.Runtime;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>A tensor of the forward pass and, once the backward pass has come to it, its gradient.</summary>
internal sealed class Variable(Tensor data, bool needsGradient = false, Tensor? gradient = null)
{
    public Tensor Data { get; } = data;

    /// <summary>Whether anything that is trained depends on its gradient.</summary>
    public bool NeedsGradient { get; } = needsGradient;

    /// <summary>The sum so far; that of a parameter is a view of the flat gradient from the start.</summary>
    public Tensor? Gradient { get; private set; } = gradient;

    /// <summary>Adds a part of the gradient, which must not be used by the caller any more.</summary>
    public void Accumulate(Tensor part)
    {
        if (Gradient is null)
        {
            Gradient = part;
            return;
        }

        Gradient.add_(part, Scalars.One);
        part.Dispose();
    }

    /// <summary>The gradient to add to; zeros where there is none yet.</summary>
    public Tensor GradientToAddTo() => Gradient ??= zeros_like(Data);

    /// <summary>Frees value and gradient.</summary>
    public void Free()
    {
        Gradient?.Dispose();
        Gradient = null;
        Data.Dispose();
    }
}
