using Amuro.Models;
using Amuro.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Evaluation;

/// <summary>Continues prompts with the most likely token each time, several at once.</summary>
/// <remarks>A prompt is cut on the left to the model's longest input less <see cref="MaxNewTokens"/>. What has ended leaves the batch.</remarks>
public sealed record GreedyGenerator
{
    /// <summary>The generator with every option at its default.</summary>
    public static GreedyGenerator Default { get; } = new();

    /// <summary>The most tokens to generate. Default 32.</summary>
    public int MaxNewTokens { get; private init; } = 32;

    /// <summary>The end-of-sequence token is not chosen before so many others; a stop string may still end the text. Default 0.</summary>
    public int MinNewTokens { get; private init; }

    /// <summary>
    /// Generation ends once one of these is in the text generated, and the text is cut before it; the end-of-sequence
    /// token always ends it. Default: none.
    /// </summary>
    public IReadOnlyList<string> StopStrings { get; private init; } = [];

    /// <summary>The most tokens that lie in the cache of a batch (one sequence may be longer). Default 2048.</summary>
    public int TokensPerBatch { get; private init; } = LikelihoodScorer.Default.TokensPerBatch;

    /// <summary>Returns a copy with another number of <see cref="MaxNewTokens"/>.</summary>
    /// <param name="tokens">At least 1.</param>
    /// <exception cref="AmuroException"><paramref name="tokens"/> is below 1.</exception>
    public GreedyGenerator WithMaxNewTokens(int tokens) => this with { MaxNewTokens = AtLeastOne(nameof(MaxNewTokens), tokens) };

    /// <summary>Returns a copy with another number of <see cref="MinNewTokens"/>.</summary>
    /// <param name="tokens">At least 0; at most <see cref="MaxNewTokens"/> when it generates.</param>
    /// <exception cref="AmuroException"><paramref name="tokens"/> is below 0.</exception>
    public GreedyGenerator WithMinNewTokens(int tokens) => tokens >= 0
        ? this with { MinNewTokens = tokens }
        : throw new AmuroException(FormattableString.Invariant($"{nameof(MinNewTokens)}: expected at least 0, found {tokens}."));

    /// <summary>Returns a copy with other <see cref="StopStrings"/>.</summary>
    /// <param name="stops">The texts; none for the end-of-sequence token alone.</param>
    public GreedyGenerator WithStopStrings(params IReadOnlyList<string> stops) => this with { StopStrings = [.. stops] };

    /// <summary>Returns a copy with another <see cref="TokensPerBatch"/>; it changes speed and memory, not the texts.</summary>
    /// <param name="tokens">At least 1.</param>
    /// <exception cref="AmuroException"><paramref name="tokens"/> is below 1.</exception>
    public GreedyGenerator WithTokensPerBatch(int tokens) => this with { TokensPerBatch = AtLeastOne(nameof(TokensPerBatch), tokens) };

    /// <summary>Continues the prompts; the results are in their order.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="prompts">Token ids, at least one each.</param>
    /// <param name="cancellationToken">Looked at before each token.</param>
    /// <exception cref="AmuroException">
    /// A prompt is empty, there is no room for <see cref="MaxNewTokens"/> tokens, or <see cref="MinNewTokens"/> is more than that.
    /// </exception>
    public IReadOnlyList<Generation> Generate(
        DecoderModel model, HuggingFaceTokenizer tokenizer, IReadOnlyList<int[]> prompts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(prompts);
        int room = model.Config.MaxPositions - MaxNewTokens;
        if (room < 1)
        {
            throw new AmuroException(FormattableString.Invariant($"MaxNewTokens: expected at most {model.Config.MaxPositions - 1}, the model's longest input less one token of prompt, found {MaxNewTokens}."));
        }

        if (MinNewTokens > MaxNewTokens)
        {
            throw new AmuroException(FormattableString.Invariant($"MinNewTokens: expected at most {MaxNewTokens} (MaxNewTokens), found {MinNewTokens}."));
        }

        int[] empty = [.. Enumerable.Range(0, prompts.Count).Where(i => prompts[i] is not { Length: > 0 })];
        if (empty.Length > 0)
        {
            throw new AmuroException(FormattableString.Invariant($"Prompt {empty[0]}: expected at least one token, found none."));
        }

        var stops = new StopStrings(tokenizer, StopStrings);
        int?[] ends = [model.Config.EosId, tokenizer.EosId];
        Writing[] all = [.. prompts.Select(p => new Writing(p[Math.Max(0, p.Length - room)..], Math.Max(0, p.Length - room)))];
        using IDisposable noGradient = no_grad();
        foreach (Writing[] batch in Batches(all))
        {
            Write(model, batch, [.. ends.OfType<int>().Distinct()], w => ends.Contains(w.Ids[^1]) || w.Ids.Count >= MaxNewTokens || stops.Reached(w.Ids), cancellationToken);
        }

        return [.. all.Select(w => new Generation(w.Ids, stops.Cut(tokenizer.Decode(w.Ids.ToArray(), skipSpecialTokens: true)), w.Dropped))];
    }

    private void Write(DecoderModel model, Writing[] batch, int[] ends, Func<Writing, bool> hasEnded, CancellationToken cancellationToken)
    {
        var cache = new KeyValueCache();
        try
        {
            Writing[] active = batch;
            int[][] next = [.. batch.Select(w => w.Prompt)];
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // All texts of a batch are equally long.
                long[] best = Best(model, next, cache, active[0].Ids.Count < MinNewTokens ? ends : []);
                for (int i = 0; i < active.Length; i++)
                {
                    active[i].Ids.Add((int)best[i]);
                }

                int[] going = [.. Enumerable.Range(0, active.Length).Where(i => !hasEnded(active[i]))];
                if (going.Length == 0)
                {
                    return;
                }

                if (going.Length < active.Length)
                {
                    KeyValueCache fewer = cache.Select(going);
                    cache.Dispose();
                    cache = fewer;
                    active = [.. going.Select(i => active[i])];
                }

                next = [.. active.Select(w => (int[])[w.Ids[^1]])];
            }
        }
        finally
        {
            cache.Dispose();
        }
    }

    private static long[] Best(DecoderModel model, int[][] next, KeyValueCache cache, int[] forbidden)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch tokens = TokenBatch.From(next, model.Device);
        long[] last = [.. tokens.Starts.Zip(tokens.Lengths, (start, length) => (long)start + length - 1)];
        Tensor hidden = model.Hidden(tokens, cache);
        Tensor logits = model.Logits(hidden.index_select(0, tensor(last, device: hidden.device)));
        if (forbidden.Length > 0)
        {
            using Scalar never = double.NegativeInfinity;
            logits = logits.index_fill(-1, tensor(forbidden.Select(id => (long)id).ToArray(), device: logits.device), never);
        }

        return logits.argmax(-1).cpu().data<long>().ToArray();
    }

    // Longest first; the texts to come are counted too.
    private IEnumerable<Writing[]> Batches(Writing[] all)
    {
        Writing[] sorted = [.. all.OrderByDescending(w => w.Prompt.Length)];
        for (int start = 0; start < sorted.Length;)
        {
            int count = Math.Min(sorted.Length - start, Math.Max(1, TokensPerBatch / (sorted[start].Prompt.Length + MaxNewTokens)));
            yield return sorted[start..(start + count)];
            start += count;
        }
    }

    private static int AtLeastOne(string option, int value) => value >= 1
        ? value
        : throw new AmuroException(FormattableString.Invariant($"{option}: expected at least 1, found {value}."));

    private sealed class Writing(int[] prompt, int dropped)
    {
        public int[] Prompt { get; } = prompt;

        public int Dropped { get; } = dropped;

        public List<int> Ids { get; } = [];
    }
}
