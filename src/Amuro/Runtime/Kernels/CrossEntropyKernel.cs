using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>Cross-entropy of rows of logits with its gradient, which takes the place of the logits.</summary>
/// <remarks>loss = ln(sum exp(z)) - z[target]; dz = share (softmax(z) - onehot(target)). Shapes: M rows, V width.</remarks>
internal static unsafe class CrossEntropyKernel
{
    /// <summary>Replaces the logits [M, V] by the gradient of share * (sum of the losses of predicting the targets [M]).</summary>
    /// <returns>The sum of the losses (nats), times the share.</returns>
    public static double Run(torch.Tensor logits, ReadOnlyMemory<int> targets, double share) =>
        logits.dtype == torch.ScalarType.BFloat16
            ? Run<ushort, BFloat16>(logits, targets, (float)share) * share
            : Run<float, Float32>(logits, targets, (float)share) * share;

    private static double Run<T, F>(torch.Tensor logits, ReadOnlyMemory<int> targets, float share)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        int width = (int)logits.shape[1];
        int whole = width & ~15;
        T* all = Memory.AddressOf<T>(logits);
        double[] losses = new double[targets.Length];
        OpenMp.Split(targets.Length, 1, (_, first, end) =>
        {
            ReadOnlySpan<int> ids = targets.Span;
            for (int row = (int)first; row < end; row++)
            {
                T* z = all + ((long)row * width);
                float atTarget = F.Load(z[ids[row]]);
                float largest = Largest<T, F>(z, width, whole);
                double sum = SumOfExponentials<T, F>(z, width, whole, largest);
                losses[row] = Math.Log(sum) + largest - atTarget;
                float scale = (float)(share / sum);
                Vector512<float> shift = Vector512.Create(largest);
                for (int i = 0; i < whole; i += 16)
                {
                    F.Store(z + i, FastExp.Of(F.Load(z + i) - shift) * scale);
                }

                for (int i = whole; i < width; i++)
                {
                    z[i] = F.Store(MathF.Exp(F.Load(z[i]) - largest) * scale);
                }

                z[ids[row]] = F.Store((MathF.Exp(atTarget - largest) * scale) - share);
            }
        });
        return losses.Sum();
    }

    internal static float Largest<T, F>(T* z, int width, int whole)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        Vector512<float> top = Vector512.Create(float.NegativeInfinity);
        for (int i = 0; i < whole; i += 16)
        {
            top = Vector512.Max(top, F.Load(z + i));
        }

        float largest = float.NegativeInfinity;
        for (int i = 0; i < 16; i++)
        {
            largest = MathF.Max(largest, top[i]);
        }

        for (int i = whole; i < width; i++)
        {
            largest = MathF.Max(largest, F.Load(z[i]));
        }

        return largest;
    }

    // Sums of at most 2,048 numbers in float32, those in double: a vocabulary of 100,000 loses no digits.
    internal static double SumOfExponentials<T, F>(T* z, int width, int whole, float largest)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        double sum = 0;
        Vector512<float> shift = Vector512.Create(largest);
        for (int block = 0; block < whole; block += 2048)
        {
            Vector512<float> part = Vector512<float>.Zero;
            for (int i = block; i < Math.Min(whole, block + 2048); i += 16)
            {
                part += FastExp.Of(F.Load(z + i) - shift);
            }

            sum += Vector512.Sum(part);
        }

        for (int i = whole; i < width; i++)
        {
            sum += MathF.Exp(F.Load(z[i]) - largest);
        }

        return sum;
    }
}
