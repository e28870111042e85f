using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>Turns the first heads of rows in place by their rotary angles: i with i + d/2 (2104.09864, the layout of Hugging Face).</summary>
internal static unsafe class RotaryKernel
{
    /// <summary>Whether the kernel fits heads of a width.</summary>
    public static bool Fits(int headDim) => headDim % 32 == 0;

    /// <summary>
    /// Turns the first <paramref name="heads"/> heads of rows [N, width] by cosine and sine [N, 1, d/2], or, for the gradient, back.
    /// </summary>
    public static void Turn(torch.Tensor rows, torch.Tensor cosine, torch.Tensor sine, int heads, bool back)
    {
        bool narrow = rows.dtype == torch.ScalarType.BFloat16, narrowTable = cosine.dtype == torch.ScalarType.BFloat16;
        if (narrow && narrowTable)
        {
            Turn<ushort, BFloat16, ushort, BFloat16>(rows, cosine, sine, heads, back);
        }
        else if (narrow)
        {
            Turn<ushort, BFloat16, float, Float32>(rows, cosine, sine, heads, back);
        }
        else
        {
            Turn<float, Float32, float, Float32>(rows, cosine, sine, heads, back);
        }
    }

    private static void Turn<T, F, TTable, FTable>(torch.Tensor rows, torch.Tensor cosine, torch.Tensor sine, int heads, bool back)
        where T : unmanaged
        where F : INumberFormat<T>
        where TTable : unmanaged
        where FTable : INumberFormat<TTable>
    {
        int half = (int)cosine.shape[^1], width = (int)rows.shape[1];
        T* all = Memory.AddressOf<T>(rows);
        TTable* cosines = Memory.AddressOf<TTable>(cosine), sines = Memory.AddressOf<TTable>(sine);
        float sign = back ? -1 : 1;
        OpenMp.Split(rows.shape[0], Math.Max(1, 16384 / width), (_, first, end) =>
        {
            for (long row = first; row < end; row++)
            {
                TTable* c = cosines + (row * half), s = sines + (row * half);
                for (int head = 0; head < heads; head++)
                {
                    T* lower = all + (row * width) + (head * 2 * half), upper = lower + half;
                    for (int i = 0; i < half; i += 16)
                    {
                        Vector512<float> x = F.Load(lower + i), y = F.Load(upper + i), cos = FTable.Load(c + i), sin = FTable.Load(s + i) * sign;
                        F.Store(lower + i, (x * cos) - (y * sin));
                        F.Store(upper + i, (y * cos) + (x * sin));
                    }
                }
            }
        });
    }
}
