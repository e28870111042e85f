using Amuro.Runtime.Kernels;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>Root-mean-square norm of rows (1910.07467). Shapes: x [N, H], weight [H].</summary>
/// <param name="epsilon">Added to the mean of the squares.</param>
/// <param name="wide">Below float32: whether the weight is applied in float32, before rounding.</param>
internal sealed class RmsNorm(double epsilon, bool wide) : IDisposable
{
    private readonly TorchSharp.Scalar _epsilon = epsilon;

    public Variable Apply(Tape? tape, Variable x, Variable weight)
    {
        bool autograd = tape is null && is_grad_enabled() && (x.Data.requires_grad || weight.Data.requires_grad);
        if (autograd || !Memory.IsReachable(x.Data) || !RmsNormKernel.Fits(weight.Data.shape[0]) || !x.Data.is_contiguous())
        {
            return Tape.Formula(tape, inputs => Eager(inputs[0], inputs[1]), x, weight);
        }

        Tensor y = empty_like(x.Data);
        Tensor r = empty(x.Data.numel() / weight.Data.shape[0], dtype: ScalarType.Float32);
        RmsNormKernel.Forward(x.Data, weight.Data, (float)epsilon, wide, y, r);
        if (tape is null)
        {
            r.Dispose();
            return new Variable(y);
        }

        return tape.Record(y, x.NeedsGradient || weight.NeedsGradient, dy =>
        {
            using Tensor? dw = weight.NeedsGradient ? zeros(weight.Data.shape[0], dtype: ScalarType.Float32) : null;
            RmsNormKernel.Backward(dy, x.Data, weight.Data, r, x.NeedsGradient ? x.GradientToAddTo() : null, dw);
            if (dw is not null)
            {
                weight.Gradient!.add_(dw);
            }
        }, r);
    }

    public void Dispose() => _epsilon.Dispose();

    /// <summary>The same as operations of torch.</summary>
    public Tensor Eager(Tensor x, Tensor weight)
    {
        Tensor wider = x.dtype == ScalarType.BFloat16 ? x.to(ScalarType.Float32) : x;
        Tensor normed = wider * (wider * wider).mean([-1], keepdim: true).add_(_epsilon).rsqrt();
        return wide ? Narrow(weight * normed) : weight * Narrow(normed);

        Tensor Narrow(Tensor result) => result.dtype == x.dtype ? result : result.to(x.dtype);
    }
}
