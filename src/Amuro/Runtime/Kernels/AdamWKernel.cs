using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>The numbers of one AdamW update.</summary>
/// <param name="GradientScale">The gradient is taken times this (clipping).</param>
/// <param name="Kept">1 - rate * weight decay.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the corrected root of the second moment.</param>
/// <param name="StepSize">rate / (1 - beta1^t).</param>
/// <param name="RootCorrection">sqrt(1 - beta2^t).</param>
internal readonly record struct AdamWUpdate(
    float GradientScale, float Kept, float Beta1, float Beta2, float Epsilon, float StepSize, float RootCorrection);

/// <summary>AdamW in one pass over memory: clipping, decay, both moments, the weights, and their copy in the type of computation.</summary>
internal static unsafe class AdamWKernel
{
    /// <summary>
    /// Updates contiguous float32 tensors of one length, at most 2 GiB each, from a gradient in float32 or bfloat16. The copy,
    /// if there is one, gets the new weights in bfloat16.
    /// </summary>
    public static void Run(torch.Tensor weights, torch.Tensor first, torch.Tensor second, torch.Tensor gradient, torch.Tensor? copy, AdamWUpdate update)
    {
        if (gradient.dtype == torch.ScalarType.BFloat16)
        {
            Run<ushort, BFloat16>(weights, first, second, gradient, copy, update);
        }
        else
        {
            Run<float, Float32>(weights, first, second, gradient, copy, update);
        }
    }

    /// <summary>Sum of the squares of a contiguous tensor of at most 2 GiB, the same for every number of threads.</summary>
    public static double SumOfSquares(torch.Tensor gradient) => gradient.dtype == torch.ScalarType.BFloat16
        ? SumOfSquares<ushort, BFloat16>(gradient)
        : SumOfSquares<float, Float32>(gradient);

    private static void Run<T, F>(
        torch.Tensor weights, torch.Tensor first, torch.Tensor second, torch.Tensor gradient, torch.Tensor? copy, AdamWUpdate update)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        float* p = Memory.AddressOf<float>(weights), m = Memory.AddressOf<float>(first), v = Memory.AddressOf<float>(second);
        T* g = Memory.AddressOf<T>(gradient);
        ushort* c = copy is null ? null : Memory.AddressOf<ushort>(copy);
        OpenMp.Split(weights.numel(), 4096, (_, start, end) =>
        {
            long i = start;
            for (; i + 16 <= end; i += 16)
            {
                Vector512<float> gi = F.Load(g + i) * update.GradientScale;
                Vector512<float> mi = Vector512.Load(m + i);
                mi = Vector512.FusedMultiplyAdd(gi - mi, Vector512.Create(1 - update.Beta1), mi);
                Vector512<float> vi = (Vector512.Load(v + i) * update.Beta2) + (gi * gi * (1 - update.Beta2));
                Vector512<float> denominator = (Vector512.Sqrt(vi) / update.RootCorrection) + Vector512.Create(update.Epsilon);
                Vector512<float> pi = (Vector512.Load(p + i) * update.Kept) - (mi / denominator * update.StepSize);
                mi.Store(m + i);
                vi.Store(v + i);
                pi.Store(p + i);
                if (c is not null)
                {
                    BFloat16.Store(c + i, pi);
                }
            }

            for (; i < end; i++)
            {
                float gi = F.Load(g[i]) * update.GradientScale;
                m[i] = MathF.FusedMultiplyAdd(gi - m[i], 1 - update.Beta1, m[i]);
                v[i] = (v[i] * update.Beta2) + (gi * gi * (1 - update.Beta2));
                p[i] = (p[i] * update.Kept) - (m[i] / ((MathF.Sqrt(v[i]) / update.RootCorrection) + update.Epsilon) * update.StepSize);
                if (c is not null)
                {
                    c[i] = BFloat16.Store(p[i]);
                }
            }
        });
    }

    private static double SumOfSquares<T, F>(torch.Tensor gradient)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        const int Block = 1 << 15;
        T* g = Memory.AddressOf<T>(gradient);
        long count = gradient.numel();
        double[] sums = new double[(count + Block - 1) / Block];
        OpenMp.Split(sums.Length, 1, (_, first, end) =>
        {
            for (long block = first; block < end; block++)
            {
                long i = block * Block, last = Math.Min(count, i + Block);
                Vector512<float> part = Vector512<float>.Zero;
                for (; i + 16 <= last; i += 16)
                {
                    Vector512<float> x = F.Load(g + i);
                    part = Vector512.FusedMultiplyAdd(x, x, part);
                }

                double sum = Vector512.Sum(part);
                for (; i < last; i++)
                {
                    sum += (double)F.Load(g[i]) * F.Load(g[i]);
                }

                sums[block] = sum;
            }
        });
        return sums.Sum();
    }
}
