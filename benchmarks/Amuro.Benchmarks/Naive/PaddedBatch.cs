using System.Collections.Immutable;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Benchmarks.Naive;

/// <summary>Sequences padded on the right to the longest, as the usual stack does: [B, T].</summary>
/// <param name="Ids">Token ids, padding 0: [B, T].</param>
/// <param name="Labels">The next token of each, -100 where there is none to learn: [B, T].</param>
/// <param name="Mask">What each token sees, bool [B, 1, T, T]; null where no sequence is padded, as causal masking is enough.</param>
internal sealed record PaddedBatch(Tensor Ids, Tensor Labels, Tensor? Mask)
{
    public const long Ignored = -100;

    public static PaddedBatch From(TrainingExample[] examples, bool completionOnly)
    {
        int longest = examples.Max(e => e.Length);
        long[] ids = new long[examples.Length * longest];
        long[] labels = new long[ids.Length];
        bool[] real = new bool[ids.Length];
        Array.Fill(labels, Ignored);
        for (int i = 0; i < examples.Length; i++)
        {
            ImmutableArray<int> tokens = examples[i].Tokens;
            for (int t = 0; t < tokens.Length; t++)
            {
                ids[(i * longest) + t] = tokens[t];
                real[(i * longest) + t] = true;
                if (t > 0 && (!completionOnly || examples[i].Learned[t]))
                {
                    labels[(i * longest) + t - 1] = tokens[t];
                }
            }
        }

        long[] shape = [examples.Length, longest];
        Tensor? mask = real.All(r => r)
            ? null
            : ones(longest, longest, dtype: ScalarType.Bool).tril().unsqueeze(0).logical_and(tensor(real).view(shape).unsqueeze(1)).unsqueeze(1);
        return new PaddedBatch(tensor(ids).view(shape), tensor(labels).view(shape), mask);
    }
}
