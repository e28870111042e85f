using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>
/// Root-mean-square norm: y = w x / sqrt(mean(x^2) + eps), one pass over memory each way.
/// </summary>
/// <remarks>
/// With n = x r and r = 1 / sqrt(mean(x^2) + eps): dw = sum over rows of dy n; dx = r (dy w - n mean(dy w n)).
/// Shapes: N rows, H width (a multiple of 16). What is normed may also be pieces of longer rows, see <see cref="RowPieces"/>.
/// </remarks>
internal static unsafe class RmsNormKernel
{
    /// <summary>Whether the kernel fits a width.</summary>
    public static bool Fits(long width) => width % 16 == 0;

    /// <summary>
    /// Norms the rows of x [N, H] into y [N, H]; r [N] float32 is kept for the way back. Below float32, <paramref name="wide"/>
    /// says that the weight is applied before rounding.
    /// </summary>
    public static void Forward(torch.Tensor x, torch.Tensor weight, float epsilon, bool wide, torch.Tensor y, torch.Tensor r, RowPieces? pieces = null)
    {
        if (x.dtype == torch.ScalarType.BFloat16)
        {
            Forward<ushort, BFloat16>(x, weight, epsilon, wide, y, r, pieces ?? RowPieces.Of(x));
        }
        else
        {
            Forward<float, Float32>(x, weight, epsilon, true, y, r, pieces ?? RowPieces.Of(x));
        }
    }

    /// <summary>The gradient of x is added to dx, that of the weight to dw (float32 [H]) where it is wanted.</summary>
    public static void Backward(torch.Tensor dy, torch.Tensor x, torch.Tensor weight, torch.Tensor r, torch.Tensor? dx, torch.Tensor? dw, RowPieces? pieces = null)
    {
        if (x.dtype == torch.ScalarType.BFloat16)
        {
            Backward<ushort, BFloat16>(dy, x, weight, r, dx, dw, pieces ?? RowPieces.Of(x));
        }
        else
        {
            Backward<float, Float32>(dy, x, weight, r, dx, dw, pieces ?? RowPieces.Of(x));
        }
    }

    private static void Forward<T, F>(torch.Tensor x, torch.Tensor weight, float epsilon, bool wide, torch.Tensor y, torch.Tensor r, RowPieces pieces)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        int width = (int)weight.numel();
        T* from = Memory.AddressOf<T>(x), to = Memory.AddressOf<T>(y), w = Memory.AddressOf<T>(weight);
        float* roots = Memory.AddressOf<float>(r);
        OpenMp.Split(pieces.CountIn(x), Math.Max(1, 16384 / width), (_, first, end) =>
        {
            for (long row = first; row < end; row++)
            {
                T* source = from + pieces.Place(row, width), target = to + pieces.Place(row, width);
                Vector512<float> squares = Vector512<float>.Zero;
                for (int i = 0; i < width; i += 16)
                {
                    Vector512<float> v = F.Load(source + i);
                    squares = Vector512.FusedMultiplyAdd(v, v, squares);
                }

                float root = 1 / MathF.Sqrt((Vector512.Sum(squares) / width) + epsilon);
                roots[row] = root;
                for (int i = 0; i < width; i += 16)
                {
                    Vector512<float> n = F.Load(source + i) * root;
                    if (!wide)
                    {
                        F.Store(target + i, n);
                        n = F.Load(target + i);
                    }

                    F.Store(target + i, n * F.Load(w + i));
                }
            }
        });
    }

    private static void Backward<T, F>(torch.Tensor dy, torch.Tensor x, torch.Tensor weight, torch.Tensor r, torch.Tensor? dx, torch.Tensor? dw, RowPieces pieces)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        int width = (int)weight.numel();
        long rows = pieces.CountIn(x);
        int smallest = Math.Max(1, 16384 / width), parts = OpenMp.PartsOf(rows, smallest);
        T* from = Memory.AddressOf<T>(x), gradient = Memory.AddressOf<T>(dy), w = Memory.AddressOf<T>(weight);
        T* to = dx is null ? null : Memory.AddressOf<T>(dx);
        float* roots = Memory.AddressOf<float>(r);
        float[] sums = new float[dw is null ? 0 : (long)parts * width];
        OpenMp.Split(rows, smallest, (part, first, end) =>
        {
            fixed (float* all = sums)
            {
                float* sum = all is null ? null : all + ((long)part * width);
                for (long row = first; row < end; row++)
                {
                    T* g = gradient + pieces.Place(row, width), source = from + pieces.Place(row, width);
                    float root = roots[row];
                    Vector512<float> dots = Vector512<float>.Zero;
                    for (int i = 0; i < width; i += 16)
                    {
                        Vector512<float> gn = F.Load(g + i) * (F.Load(source + i) * root);
                        dots = Vector512.FusedMultiplyAdd(gn, F.Load(w + i), dots);
                        if (sum is not null)
                        {
                            (Vector512.Load(sum + i) + gn).Store(sum + i);
                        }
                    }

                    if (to is null)
                    {
                        continue;
                    }

                    T* target = to + pieces.Place(row, width);
                    float mean = Vector512.Sum(dots) / width;
                    for (int i = 0; i < width; i += 16)
                    {
                        Vector512<float> n = F.Load(source + i) * root;
                        Vector512<float> change = ((F.Load(g + i) * F.Load(w + i)) - (n * mean)) * root;
                        F.Store(target + i, F.Load(target + i) + change);
                    }
                }
            }
        });
        if (dw is null)
        {
            return;
        }

        float* weightGradient = Memory.AddressOf<float>(dw);
        for (int part = 0; part < parts; part++)
        {
            for (int i = 0; i < width; i++)
            {
                weightGradient[i] += sums[((long)part * width) + i];
            }
        }
    }
}
