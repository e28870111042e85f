using Amuro.Runtime;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>Sums of the residual stream.</summary>
internal static class Sum
{
    /// <summary>x + branch, where the branch began at x or later.</summary>
    public static Variable Apply(Tape? tape, Variable x, Variable branch)
    {
        Tensor y = x.Data.add(branch.Data, Scalars.One);
        return tape is null ? new Variable(y) : tape.Record(y, x.NeedsGradient || branch.NeedsGradient, dy =>
        {
            // Both get the same memory: the way back goes all along the branch before anything is added to x's.
            if (branch.NeedsGradient)
            {
                branch.Accumulate(dy.alias());
            }

            if (x.NeedsGradient)
            {
                x.Accumulate(dy.alias());
            }
        });
    }
}
