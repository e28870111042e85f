using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>Log-probabilities of chosen tokens from rows of logits: z[t] - ln(sum exp(z)), without writing a softmax.</summary>
internal static unsafe class LogProbabilityKernel
{
    /// <summary>Whether the kernel can read logits.</summary>
    public static bool Fits(torch.Tensor logits) => logits.device_type == DeviceType.CPU && logits.dtype == torch.ScalarType.Float32;

    /// <summary>For each target its log-probability, and whether it is the first largest logit of its row.</summary>
    /// <param name="logits">[M, V] float32, contiguous.</param>
    /// <param name="rowOfTarget">Row of each target, ascending.</param>
    /// <param name="targets">Token ids.</param>
    /// <param name="logProbabilities">Gets the log-probabilities, nats.</param>
    /// <param name="greedy">Gets whether each is the most likely token.</param>
    public static void Run(
        torch.Tensor logits, ReadOnlyMemory<long> rowOfTarget, ReadOnlyMemory<long> targets, Memory<double> logProbabilities, Memory<bool> greedy)
    {
        int width = (int)logits.shape[1], whole = width & ~15;
        float* all = Memory.AddressOf<float>(logits);
        OpenMp.Split(targets.Length, 1, (_, first, end) =>
        {
            long row = -1;
            float largest = 0;
            double logSum = 0;
            for (int i = (int)first; i < end; i++)
            {
                float* z = all + (rowOfTarget.Span[i] * width);
                if (rowOfTarget.Span[i] != row)
                {
                    row = rowOfTarget.Span[i];
                    largest = CrossEntropyKernel.Largest<float, Float32>(z, width, whole);
                    logSum = Math.Log(CrossEntropyKernel.SumOfExponentials<float, Float32>(z, width, whole, largest)) + largest;
                }

                int target = (int)targets.Span[i];
                logProbabilities.Span[i] = z[target] - logSum;
                greedy.Span[i] = z[target] == largest && !new ReadOnlySpan<float>(z, target).Contains(largest);
            }
        });
    }
}
