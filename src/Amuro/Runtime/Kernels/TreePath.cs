using System.Runtime.Intrinsics;

namespace Amuro.Runtime.Kernels;

/// <summary>Keys in panels [32 tokens][d] turned to [d][32], and values row by row, each token at its place in the text.</summary>
internal static unsafe class TreePath
{
    private const int Panel = 32;

    /// <summary>Puts key and value of one head at a place.</summary>
    public static void Put<T, F>(T* key, T* value, int place, int d, float* panels, float* values)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        float* panel = panels + ((long)(place / Panel) * Panel * d) + (place % Panel);
        float* row = values + ((long)place * d);
        for (int i = 0; i < d; i++)
        {
            panel[i * Panel] = F.Load(key[i]);
        }

        for (int i = 0; i < d; i += 16)
        {
            F.Load(value + i).Store(row + i);
        }
    }
}
