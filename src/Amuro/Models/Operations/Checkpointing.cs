using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>A part of the model of which only the input is kept; the way back computes it again (1604.06174).</summary>
internal static class Checkpointing
{
    public static Variable Apply(Tape tape, Variable x, Func<Tape?, Variable, Variable> part)
    {
        Tensor y;
        using (NewDisposeScope())
        {
            y = part(null, new Variable(x.Data)).Data.MoveToOuterDisposeScope();
        }

        return tape.Record(y, needsGradient: true, dy =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tape inner = new();
            Variable again = new(x.Data, x.NeedsGradient);
            Variable result = part(inner, again);
            result.Accumulate(dy.alias());
            inner.Backward();
            if (again.Gradient is { } gradient)
            {
                x.Accumulate(gradient.MoveToOuterDisposeScope());
            }
        });
    }
}
