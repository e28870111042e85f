using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Evaluation;

/// <summary>Log-likelihoods of continuations under a model, with a log-softmax in float32 (float64 for a float64 model), computed only where they are asked for.</summary>
/// <remarks>
/// What is fed is <c>(context + continuation)</c> without its last id, cut on the left to the model's longest input.
/// Beginnings that requests share are computed once: whole sequences, the context of an item's choices, the few-shot
/// block of a task. The answers do not depend on the order of the requests and, up to rounding (1e-5), not on the batches.
/// </remarks>
public sealed record LikelihoodScorer
{
    // Rows of logits held at once: [rows, V] float32 of 16 MiB.
    private const int LogitsAtOnce = 1 << 22;

    // A shared block is copied for each sequence of a batch: so many tokens, for each of the budget, may lie in the cache.
    private const int CachedPerToken = 4;

    /// <summary>The scorer with every option at its default.</summary>
    public static LikelihoodScorer Default { get; } = new();

    /// <summary>The most tokens in one forward pass (one sequence may be longer). Default 2048.</summary>
    public int TokensPerBatch { get; private init; } = 2048;

    /// <summary>Returns a copy with another <see cref="TokensPerBatch"/>.</summary>
    /// <param name="tokens">At least 1.</param>
    /// <exception cref="AmuroException"><paramref name="tokens"/> is below 1.</exception>
    public LikelihoodScorer WithTokensPerBatch(int tokens) => tokens >= 1
        ? this with { TokensPerBatch = tokens }
        : throw new AmuroException(FormattableString.Invariant($"TokensPerBatch: expected at least 1, found {tokens}."));

    /// <summary>Answers the requests, in their order.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    /// <exception cref="AmuroException">A request is empty, too long, or names an id that the model does not have.</exception>
    public IReadOnlyList<Likelihood> Score(DecoderModel model, IReadOnlyList<LikelihoodRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(requests);
        ScoringPlan plan = ScoringPlan.From(requests, model.Config.MaxPositions, model.Config.VocabularySize);
        var answers = new Likelihood[requests.Count];
        using IDisposable noGradient = no_grad();
        foreach (SharedBlock block in SharedBlock.Of(plan))
        {
            ArraySegment<int[]> sequences = new(plan.Sequences, block.First, block.Count);
            using KeyValueCache? cache = block.Length == 0 ? null : Prefill(model, sequences[0][..block.Length]);
            int most = block.Length == 0 ? int.MaxValue : Math.Max(1, CachedPerToken * TokensPerBatch / sequences.Max(s => s.Length));
            foreach (int[] batch in ScoringBatches.From(plan.Sequences, block, TokensPerBatch, most))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using DisposeScope scope = NewDisposeScope();
                using TokenBatch tokens = TokenBatch.FromSharedBeginnings([.. batch.Select(s => plan.Sequences[s][block.Length..])], model.Device);
                using KeyValueCache? copies = cache?.Repeat(batch.Length, tokens.MaxLength);
                Tensor hidden = model.Hidden(tokens, copies);
                Read(model, hidden, ScoredRows.From((b, position) => tokens.RowOf(b, position - block.Length), batch, plan), answers);
            }
        }

        return answers;
    }

    private static KeyValueCache Prefill(DecoderModel model, int[] block)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch tokens = TokenBatch.From([block], model.Device);
        var cache = new KeyValueCache();
        model.Hidden(tokens, cache);
        return cache;
    }

    private static void Read(DecoderModel model, Tensor hidden, ScoredRows rows, Likelihood[] answers)
    {
        int chunk = Math.Max(1, LogitsAtOnce / model.Config.VocabularySize);
        var logProbabilities = new double[rows.Targets.Length];
        var greedy = new bool[rows.Targets.Length];
        for (int first = 0; first < rows.Rows.Length; first += chunk)
        {
            int end = Math.Min(first + chunk, rows.Rows.Length);
            (int from, int to) = rows.TargetsOf(first, end);
            using DisposeScope scope = NewDisposeScope();
            Tensor logits = model.Logits(hidden.index_select(0, tensor(rows.Rows[first..end], device: hidden.device)));
            Tensor row = tensor(rows.RowOfTarget[from..to], device: hidden.device).sub(first);
            Tensor target = tensor(rows.Targets[from..to], device: hidden.device);
            Tensor chosen = logits.log_softmax(-1).index([row, target]).to(ScalarType.Float64).cpu();
            Tensor isBest = logits.argmax(-1).index_select(0, row).eq(target).cpu();
            chosen.data<double>().CopyTo(logProbabilities.AsSpan(from));
            isBest.data<bool>().CopyTo(greedy.AsSpan(from));
        }

        foreach ((int request, int dropped, int[] places) in rows.Requests)
        {
            double sum = 0;
            bool all = true;
            foreach (int place in places)
            {
                sum += logProbabilities[place];
                all &= greedy[place];
            }

            answers[request] = new Likelihood(sum, all, dropped);
        }
    }
}
