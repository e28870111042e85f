using Amuro.Runtime.Kernels;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>The middle of an MLP: the activation, times the second projection where the MLP is gated.</summary>
/// <remarks>Shapes: x [N, 2 I] gate and up, or [N, I]; result [N, I].</remarks>
internal static class Gate
{
    public static Variable Apply(Tape? tape, Variable x, Activation activation, bool gated)
    {
        long width = gated ? x.Data.shape[1] / 2 : x.Data.shape[1];
        bool autograd = tape is null && is_grad_enabled() && x.Data.requires_grad;
        if (autograd || !gated || activation != Activation.Silu || !Memory.IsReachable(x.Data) || !GateKernel.Fits(width))
        {
            return Tape.Formula(tape, inputs => Eager(inputs[0], activation, gated), x);
        }

        Tensor y = empty(x.Data.shape[0], width, dtype: x.Data.dtype);
        GateKernel.Forward(x.Data, y);
        return tape is null ? new Variable(y) : tape.Record(y, x.NeedsGradient, dy =>
        {
            // Nobody reads gate and up after this: their gradient takes their place.
            GateKernel.Backward(dy, x.Data);
            x.Accumulate(x.Data.alias());
        });
    }

    private static Tensor Eager(Tensor x, Activation activation, bool gated)
    {
        if (!gated)
        {
            return Activated(x, activation);
        }

        Tensor[] parts = x.chunk(2, dim: 1);
        return Activated(parts[0], activation) * parts[1];
    }

    private static Tensor Activated(Tensor x, Activation activation) => activation switch
    {
        Activation.Silu => nn.functional.silu(x),
        Activation.Gelu => nn.functional.gelu(x),
        Activation.GeluTanh => nn.functional.gelu(x, approximate: TorchSharp.Modules.GELU.Approximate.tanh),
        _ => nn.functional.relu(x),
    };
}
