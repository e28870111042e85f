using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>Adds rows to chosen rows of a table: the gradient of an embedding, of which index_add_ makes one call a row.</summary>
internal static unsafe class RowsKernel
{
    /// <summary>
    /// Adds row i of rows [N, H] to row ids[i] of the table [V, H]; H is a multiple of 16. Rows whose id is
    /// <paramref name="skip"/> are left out.
    /// </summary>
    public static void AddTo(torch.Tensor table, ReadOnlyMemory<int> ids, torch.Tensor rows, int? skip)
    {
        if (table.dtype == torch.ScalarType.BFloat16)
        {
            AddTo<ushort, BFloat16>(table, ids, rows, skip);
        }
        else
        {
            AddTo<float, Float32>(table, ids, rows, skip);
        }
    }

    // Threads take columns, not rows: the same id may stand in several rows.
    private static void AddTo<T, F>(torch.Tensor table, ReadOnlyMemory<int> ids, torch.Tensor rows, int? skip)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        int width = (int)rows.shape[1];
        T* to = Memory.AddressOf<T>(table), from = Memory.AddressOf<T>(rows);
        OpenMp.Split(width / 16, 4, (_, first, end) =>
        {
            ReadOnlySpan<int> all = ids.Span;
            for (int row = 0; row < all.Length; row++)
            {
                if (all[row] == skip)
                {
                    continue;
                }

                T* target = to + ((long)all[row] * width), source = from + ((long)row * width);
                for (long i = first * 16; i < end * 16; i += 16)
                {
                    F.Store(target + i, F.Load(target + i) + F.Load(source + i));
                }
            }
        });
    }
}
