using Amuro.Models;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Evaluation;

/// <summary>
/// Feeds the sequences of a plan to a model: the beginning that many share once, what follows in batches. A batch for which
/// memory does not suffice is cut in two and tried again, and so are all later ones of its size.
/// </summary>
internal sealed class ScoringPass(DecoderModel model, ScoringPlan plan, int tokensPerBatch, Action<int, int>? beforePass)
{
    /// <summary>
    /// Rows of every matrix product, filled up where there is less to compute: with fewer, oneDNN goes another way and rounds otherwise.
    /// From here on a row gets the same bits whatever stands beside it, unless the model is wide (measured: up to 1,536 inputs).
    /// </summary>
    public const int LeastRows = 16;

    // Where a shared block must be copied for each sequence of a batch, so many tokens of it for each of the budget.
    private const int CachedPerToken = 4;

    private int _budget = tokensPerBatch;

    /// <summary>Answers all requests.</summary>
    /// <param name="answered">Gets the answers of each batch.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public void Run(Action<IReadOnlyList<(int Request, Likelihood Answer)>> answered, CancellationToken cancellationToken)
    {
        using IDisposable noGradient = no_grad();
        foreach (SharedBlock block in SharedBlock.Of(plan))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ArraySegment<int[]> sequences = new(plan.Sequences, block.First, block.Count);
            using KeyValueCache? cache = block.Length == 0 ? null : Prefill(sequences[0][..block.Length]);
            int most = block.Length == 0 || model.SharesPrefix ? int.MaxValue : Math.Max(1, CachedPerToken * _budget / sequences.Max(s => s.Length));
            Stack<int[]> left = new(ScoringBatches.From(plan.Sequences, block, _budget, most).AsEnumerable().Reverse());
            while (left.TryPop(out int[]? batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ScoringBatches.TokensOf(plan.Sequences, batch, block.Length) <= _budget || batch.Length == 1)
                {
                    if (Answer(batch, block.Length, cache) is { } answers)
                    {
                        answered(answers);
                        continue;
                    }
                }

                foreach (int[] part in ScoringBatches.Cut(plan.Sequences, batch, block.Length, _budget, most).AsEnumerable().Reverse())
                {
                    left.Push(part);
                }
            }
        }
    }

    private KeyValueCache Prefill(int[] block)
    {
        beforePass?.Invoke(block.Length, 0);
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch tokens = TokenBatch.From([block], model.Device);
        var cache = new KeyValueCache();
        try
        {
            model.Hidden(tokens, cache);
            return cache;
        }
        catch (Exception error)
        {
            cache.Dispose();
            if (OutOfMemory.Is(error))
            {
                throw TooLong(block.Length, error);
            }

            throw;
        }
    }

    // Null where memory did not suffice; the budget is then halved.
    private IReadOnlyList<(int Request, Likelihood Answer)>? Answer(int[] batch, int shared, KeyValueCache? cache)
    {
        using DisposeScope scope = NewDisposeScope();
        IEnumerable<int[]> sequences = batch.Select(s => plan.Sequences[s][shared..]);
        int own = ScoringBatches.TokensOf(plan.Sequences, batch, shared);
        IEnumerable<int[]> filling = Enumerable.Range(0, Math.Max(0, LeastRows - own)).Select(i => (int[])[i % model.Config.VocabularySize]);
        using TokenBatch tokens = TokenBatch.FromSharedBeginnings([.. sequences, .. filling], model.Device);
        try
        {
            ScoredRows rows = ScoredRows.From((b, position) => tokens.RowOf(b, position - shared), batch, plan);
            beforePass?.Invoke(tokens.Count, rows.Rows.Length);
            long[] wanted = [.. rows.Rows, .. Enumerable.Repeat(rows.Rows[^1], Math.Max(0, LeastRows - rows.Rows.Length))];
            Tensor hidden = model.HiddenAfter(cache, tokens, tensor(wanted, device: model.Device));
            return LogitReader.Read(model, hidden, rows);
        }
        catch (Exception error) when (OutOfMemory.Is(error))
        {
            if (batch.Length == 1)
            {
                throw TooLong(shared + own, error);
            }

            _budget = Math.Max(1, own / 2);
            return null;
        }
    }

    private static AmuroException TooLong(int tokens, Exception error) =>
        new(FormattableString.Invariant($"Scoring: expected memory for one sequence of {tokens} tokens, found too little."), error);
}
