using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>The gate of a SwiGLU MLP (2002.05202): silu(g) u of rows [g | u].</summary>
/// <remarks>With s = sigmoid(g): du = dy g s; dg = dy u s (1 + g (1 - s)). Shapes: N rows, I width (a multiple of 16).</remarks>
internal static unsafe class GateKernel
{
    /// <summary>Whether the kernel fits a width.</summary>
    public static bool Fits(long width) => width % 16 == 0;

    /// <summary>From gate and up [N, 2 I] to [N, I].</summary>
    public static void Forward(torch.Tensor wide, torch.Tensor y)
    {
        if (wide.dtype == torch.ScalarType.BFloat16)
        {
            Forward<ushort, BFloat16>(wide, y);
        }
        else
        {
            Forward<float, Float32>(wide, y);
        }
    }

    /// <summary>Replaces gate and up [N, 2 I] by their gradients, from that of the result [N, I].</summary>
    public static void Backward(torch.Tensor dy, torch.Tensor wide)
    {
        if (wide.dtype == torch.ScalarType.BFloat16)
        {
            Backward<ushort, BFloat16>(dy, wide);
        }
        else
        {
            Backward<float, Float32>(dy, wide);
        }
    }

    private static void Forward<T, F>(torch.Tensor wide, torch.Tensor y)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        int width = (int)y.shape[1];
        T* from = Memory.AddressOf<T>(wide), to = Memory.AddressOf<T>(y);
        OpenMp.Split(y.shape[0], Math.Max(1, 8192 / width), (_, first, end) =>
        {
            for (long row = first; row < end; row++)
            {
                T* gate = from + (row * 2 * width), up = gate + width, target = to + (row * width);
                for (int i = 0; i < width; i += 16)
                {
                    Vector512<float> g = F.Load(gate + i);
                    F.Store(target + i, g * Sigmoid(g) * F.Load(up + i));
                }
            }
        });
    }

    private static void Backward<T, F>(torch.Tensor dy, torch.Tensor wide)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        int width = (int)dy.shape[1];
        T* gradient = Memory.AddressOf<T>(dy), both = Memory.AddressOf<T>(wide);
        OpenMp.Split(dy.shape[0], Math.Max(1, 8192 / width), (_, first, end) =>
        {
            for (long row = first; row < end; row++)
            {
                T* gate = both + (row * 2 * width), up = gate + width, d = gradient + (row * width);
                for (int i = 0; i < width; i += 16)
                {
                    Vector512<float> g = F.Load(gate + i), u = F.Load(up + i), gy = F.Load(d + i), s = Sigmoid(g);
                    F.Store(up + i, gy * g * s);
                    F.Store(gate + i, gy * u * s * (Vector512<float>.One + (g * (Vector512<float>.One - s))));
                }
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + FastExp.Of(-x));
}
