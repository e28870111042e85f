using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>A linear layer: y = x W^T + b. Shapes: x [N, K], W [M, K], b [M], y [N, M].</summary>
internal static class Linear
{
    public static Variable Apply(Tape? tape, Variable x, Variable weight, Variable? bias)
    {
        if (tape is null && is_grad_enabled() && (x.Data.requires_grad || weight.Data.requires_grad))
        {
            return new Variable(nn.functional.linear(x.Data, weight.Data, bias?.Data));
        }

        Tensor y = Gemm.Forward(x.Data, weight.Data, bias?.Data);
        bool needed = x.NeedsGradient || weight.NeedsGradient || bias is { NeedsGradient: true };
        return tape is null ? new Variable(y) : tape.Record(y, needed, dy =>
        {
            if (weight.NeedsGradient)
            {
                Gemm.AddWeightGradient(weight.Gradient!, dy, x.Data);
            }

            if (bias is { NeedsGradient: true })
            {
                bias.Accumulate(dy.sum([0L]));
            }

            if (x.NeedsGradient)
            {
                x.Accumulate(Gemm.InputGradient(dy, weight.Data));
            }
        });
    }
}
