using Amuro.Runtime;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>Rows of a table by their ids. Shapes: table [V, H], ids [N], result [N, H].</summary>
internal static class Embedding
{
    /// <param name="tape">The tape, if any.</param>
    /// <param name="table">The table.</param>
    /// <param name="ids">The ids as a tensor.</param>
    /// <param name="managedIds">The same ids as numbers.</param>
    /// <param name="frozen">The row of this id gets no gradient from here.</param>
    public static Variable Apply(Tape? tape, Variable table, Tensor ids, ReadOnlyMemory<int> managedIds, int? frozen)
    {
        Tensor x = table.Data.index_select(0, ids);
        if (tape is null)
        {
            return new Variable(is_grad_enabled() && x.requires_grad ? WithoutFrozen(x, ids, managedIds.Span, frozen) : x);
        }

        return tape.Record(x, table.NeedsGradient, dx =>
        {
            if (Memory.IsReachable(dx) && dx.shape[1] % 16 == 0 && table.Data.numel() < int.MaxValue / 4)
            {
                RowsKernel.AddTo(table.Gradient!, managedIds, dx, frozen);
                return;
            }

            using DisposeScope scope = NewDisposeScope();
            if (frozen is { } id && managedIds.Span.Contains(id))
            {
                using Scalar padding = id;
                dx.masked_fill_(ids.eq(padding).unsqueeze(1), Scalars.Zero);
            }

            table.Gradient!.index_add_(0, ids, dx, Scalars.One);
        });
    }

    private static Tensor WithoutFrozen(Tensor x, Tensor ids, ReadOnlySpan<int> managedIds, int? frozen)
    {
        if (frozen is not { } id || !managedIds.Contains(id))
        {
            return x;
        }

        using Scalar padding = id;
        return where(ids.eq(padding).unsqueeze(1), x.detach(), x);
    }
}
