using Amuro.Models;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Evaluation;

/// <summary>Turns the hidden states of a batch into answers; logits exist only for the rows that are scored, a few at a time.</summary>
internal static class LogitReader
{
    // Rows of logits held at once: [rows, V] float32 of 16 MiB.
    private const int LogitsAtOnce = 1 << 22;

    /// <summary>The answers to the requests of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="hidden">States of <see cref="ScoredRows.Rows"/>, in their order, and of any rows after them: [M, H].</param>
    /// <param name="rows">What is read from them.</param>
    public static IReadOnlyList<(int Request, Likelihood Answer)> Read(DecoderModel model, Tensor hidden, ScoredRows rows)
    {
        int least = (int)Math.Min(ScoringPass.LeastRows, hidden.shape[0]), chunk = Math.Max(least, LogitsAtOnce / model.Config.VocabularySize);
        var logProbabilities = new double[rows.Targets.Length];
        var greedy = new bool[rows.Targets.Length];
        for (int first = 0; first < rows.Rows.Length; first += chunk)
        {
            int end = Math.Min(first + chunk, rows.Rows.Length);
            (int from, int to) = rows.TargetsOf(first, end);
            int start = Math.Max(0, Math.Min(first, end - least));
            long[] rowOfTarget = [.. rows.RowOfTarget[from..to].Select(r => r - start)];
            using DisposeScope scope = NewDisposeScope();
            Tensor logits = model.Logits(hidden.narrow(0, start, Math.Max(least, end - start)));
            if (LogProbabilityKernel.Fits(logits))
            {
                LogProbabilityKernel.Run(logits, rowOfTarget, rows.Targets.AsMemory(from, to - from), logProbabilities.AsMemory(from), greedy.AsMemory(from));
                continue;
            }

            Tensor row = tensor(rowOfTarget, device: hidden.device), target = tensor(rows.Targets[from..to], device: hidden.device);
            Tensor chosen = logits.log_softmax(-1).index([row, target]).to(ScalarType.Float64).cpu();
            Tensor isBest = logits.argmax(-1).index_select(0, row).eq(target).cpu();
            chosen.data<double>().CopyTo(logProbabilities.AsSpan(from));
            isBest.data<bool>().CopyTo(greedy.AsSpan(from));
        }

        return [.. rows.Requests.Select(r => (r.Request, Summed(r.Targets, r.Dropped)))];

        Likelihood Summed(int[] places, int dropped)
        {
            double sum = 0;
            bool all = true;
            foreach (int place in places)
            {
                sum += logProbabilities[place];
                all &= greedy[place];
            }

            return new Likelihood(sum, all, dropped);
        }
    }
}
