using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Benchmarks.Training;

/// <summary>The rate of square matrix multiplications on this machine, in GFLOP/s, the better of sizes 1024 and 2048.</summary>
internal static class MatrixPeak
{
    private static readonly int[] s_sizes = [1024, 2048];

    /// <summary><c>torch.mm</c>. In float32 on AMD processors MKL reaches only half of what oneDNN does.</summary>
    public static double Mm(ScalarType type) => Best(type, (a, b) => mm(a, b).Dispose());

    /// <summary>oneDNN through libtorch's C interface; NaN where this libtorch does not have it.</summary>
    public static double OneDnn(ScalarType type)
    {
        try
        {
            return Best(type, Linear);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or ExternalException)
        {
            return double.NaN;
        }
    }

    private static double Best(ScalarType type, Action<Tensor, Tensor> multiply)
    {
        double best = 0;
        foreach (int size in s_sizes)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable none = no_grad();
            Tensor a = rand(size, size).to(type), b = rand(size, size).to(type);
            multiply(a, b);
            int calls = size == 1024 ? 8 : 2;
            for (int round = 0; round < 6; round++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < calls; i++)
                {
                    multiply(a, b);
                }

                best = Math.Max(best, calls * 2 * Math.Pow(size, 3) / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
            }
        }

        return best;
    }

    private static unsafe void Linear(Tensor a, Tensor b)
    {
        nint result = 0;
        fixed (byte* none = "none\0"u8)
        {
            int error = LinearPointwise(a.Handle, b.Handle, null, none, null, 0, null, &result);
            if (error != 0)
            {
                throw new ExternalException("aoti_torch_cpu__linear_pointwise failed", error);
            }
        }

        _ = Delete(result);
    }

    // x [N, K], w [M, K]: x w^T.
    [DllImport("torch_cpu", EntryPoint = "aoti_torch_cpu__linear_pointwise")]
    private static extern unsafe int LinearPointwise(
        nint x, nint w, nint* bias, byte* attribute, double** scalars, long length, byte** algorithm, nint* result);

    [DllImport("torch_cpu", EntryPoint = "aoti_torch_delete_tensor_object")]
    private static extern int Delete(nint tensor);
}
