using Amuro.Runtime;
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

        return Apply(tape, x, empty_like(x.Data), [(weight, RowPieces.Of(x.Data))], static _ => { });
    }

    /// <summary>Norms pieces of rows on a CPU; what stands from column <paramref name="rest"/> on stays as it is.</summary>
    public Variable ApplyToPieces(Tape? tape, Variable rows, (Variable Weight, RowPieces Pieces)[] normed, long rest)
    {
        long width = rows.Data.shape[1] - rest;
        Tensor y = empty_like(rows.Data);
        using (Tensor from = rows.Data.narrow(1, rest, width), to = y.narrow(1, rest, width))
        {
            to.copy_(from);
        }

        return Apply(tape, rows, y, normed, dy =>
        {
            using Tensor from = dy.narrow(1, rest, width), to = rows.GradientToAddTo().narrow(1, rest, width);
            to.add_(from, Scalars.One);
        });
    }

    public void Dispose() => _epsilon.Dispose();

    /// <summary>The same as operations of torch.</summary>
    public Tensor Eager(Tensor x, Tensor weight)
    {
        Tensor wider = x.dtype == ScalarType.BFloat16 ? x.to(ScalarType.Float32) : x;
        Tensor normed = wider * (wider * wider).mean([-1], keepdim: true).add_(_epsilon, Scalars.One).rsqrt();
        return wide ? Narrow(weight * normed) : weight * Narrow(normed);

        Tensor Narrow(Tensor result) => result.dtype == x.dtype ? result : result.to(x.dtype);
    }

    private Variable Apply(Tape? tape, Variable x, Tensor y, (Variable Weight, RowPieces Pieces)[] normed, Action<Tensor> rest)
    {
        Tensor[] roots = [.. normed.Select(n => empty(n.Pieces.CountIn(x.Data), dtype: ScalarType.Float32))];
        for (int i = 0; i < normed.Length; i++)
        {
            RmsNormKernel.Forward(x.Data, normed[i].Weight.Data, (float)epsilon, wide, y, roots[i], normed[i].Pieces);
        }

        if (tape is null)
        {
            Array.ForEach(roots, r => r.Dispose());
            return new Variable(y);
        }

        return tape.Record(y, x.NeedsGradient || normed.Any(n => n.Weight.NeedsGradient), dy =>
        {
            for (int i = 0; i < normed.Length; i++)
            {
                Variable weight = normed[i].Weight;
                using Tensor? dw = weight.NeedsGradient ? zeros(weight.Data.shape[0], dtype: ScalarType.Float32) : null;
                RmsNormKernel.Backward(dy, x.Data, weight.Data, roots[i], x.NeedsGradient ? x.GradientToAddTo() : null, dw, normed[i].Pieces);
                if (dw is not null)
                {
                    weight.Gradient!.add_(dw, Scalars.One);
                }
            }

            if (x.NeedsGradient)
            {
                rest(dy);
            }
        }, roots);
    }
}
