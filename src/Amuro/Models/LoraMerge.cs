using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>Adds the change of an adapted layer to its weight.</summary>
internal static class LoraMerge
{
    /// <summary>Computes in the type of <paramref name="a"/> and rounds once.</summary>
    /// <param name="parameter">The weight, changed in place: [out, in], input-first [in, out].</param>
    /// <param name="inputFirst">How the weight is stored.</param>
    /// <param name="a">[rank, in].</param>
    /// <param name="b">[out, rank].</param>
    /// <param name="scale">Factor of B A.</param>
    /// <param name="magnitude">DoRA's lengths of the rows [out], or null.</param>
    public static void Into(Tensor parameter, bool inputFirst, Tensor a, Tensor b, Scalar scale, Tensor? magnitude)
    {
        Tensor weight = parameter.to(a.dtype);
        Tensor changed = (inputFirst ? weight.t() : weight).add(b.matmul(a).mul(scale), Scalars.One);
        if (magnitude is not null)
        {
            Tensor norm = (changed * changed).sum(1, keepdim: true).sqrt();
            changed = changed * (magnitude.unsqueeze(1) / norm);
        }

        parameter.copy_(inputFirst ? changed.t() : changed);
    }
}
