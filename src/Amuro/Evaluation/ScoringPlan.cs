namespace Amuro.Evaluation;

/// <summary>
/// What has to be fed to a model to answer a list of requests: the distinct sequences, and where in them each answer is read.
/// </summary>
/// <remarks>
/// A causal model gives a token the same state whatever follows, so a sequence that another one begins with needs no
/// pass of its own: all choices of one token share the pass over their context.
/// </remarks>
internal sealed class ScoringPlan
{
    private ScoringPlan(int[][] sequences, IReadOnlyList<LikelihoodRequest> requests, Place[] places)
    {
        Sequences = sequences;
        Requests = requests;
        Places = places;
        RequestsOf = Enumerable.Range(0, places.Length).ToLookup(i => places[i].Sequence);
    }

    /// <summary>The sequences to feed, in lexicographic order; none is a prefix of another.</summary>
    public int[][] Sequences { get; }

    /// <summary>The requests.</summary>
    public IReadOnlyList<LikelihoodRequest> Requests { get; }

    /// <summary>The indices of the requests that are read in a sequence.</summary>
    public ILookup<int, int> RequestsOf { get; }

    /// <summary>For each request, where its answer is read.</summary>
    public Place[] Places { get; }

    /// <summary>Where an answer is read.</summary>
    /// <param name="Sequence">Index of the sequence.</param>
    /// <param name="Start">Position in it that predicts the first token of the continuation.</param>
    /// <param name="Dropped">Ids of the context cut off on the left.</param>
    internal readonly record struct Place(int Sequence, int Start, int Dropped);

    /// <summary>Plans the passes for the requests.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="maxLength">The most ids that the model takes.</param>
    /// <param name="vocabulary">Number of ids that the model knows.</param>
    /// <exception cref="AmuroException">A context or continuation is empty, a continuation longer than the model takes, or an id unknown.</exception>
    public static ScoringPlan From(IReadOnlyList<LikelihoodRequest> requests, int maxLength, int vocabulary)
    {
        var fed = new int[requests.Count][];
        var order = new int[requests.Count];
        var places = new Place[requests.Count];
        for (int i = 0; i < requests.Count; i++)
        {
            Check(requests[i], i, maxLength, vocabulary);
            ReadOnlySpan<int> context = requests[i].Context.AsSpan();
            ReadOnlySpan<int> continuation = requests[i].Continuation.AsSpan();
            int whole = context.Length + continuation.Length;
            int dropped = Math.Max(0, whole - (maxLength + 1));
            fed[i] = [.. context[dropped..], .. continuation[..^1]];
            places[i] = new Place(0, fed[i].Length - continuation.Length, dropped);
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Compare(fed[a], fed[b]) is var c && c != 0 ? c : a.CompareTo(b));

        // In this order a prefix stands directly before what it is a prefix of, or before another such prefix.
        var sequences = new List<int[]>();
        for (int i = 0; i < order.Length; i++)
        {
            int[] current = fed[order[i]];
            places[order[i]] = places[order[i]] with { Sequence = sequences.Count };
            if (i + 1 == order.Length || !fed[order[i + 1]].AsSpan().StartsWith(current))
            {
                sequences.Add(current);
            }
        }

        return new ScoringPlan([.. sequences], requests, places);
    }

    private static int Compare(int[] a, int[] b) => a.AsSpan().SequenceCompareTo(b);

    private static void Check(LikelihoodRequest request, int index, int maxLength, int vocabulary)
    {
        if (request.Context.IsDefaultOrEmpty)
        {
            throw Refused(index, $"a context of at least one token (the beginning-of-sequence token for an empty text)", $"none");
        }

        if (request.Continuation.IsDefaultOrEmpty)
        {
            throw Refused(index, $"a continuation of at least one token", $"none; the tokenizer may have merged it into its context");
        }

        if (request.Continuation.Length > maxLength)
        {
            throw Refused(index, $"a continuation of at most {maxLength} tokens (the model's longest input)", $"{request.Continuation.Length}");
        }

        foreach (int id in request.Context.Concat(request.Continuation))
        {
            if (id < 0 || id >= vocabulary)
            {
                throw Refused(index, $"token ids from 0 to {vocabulary - 1} (the model's vocabulary)", $"{id}; is the tokenizer that of the model?");
            }
        }
    }

    private static AmuroException Refused(int index, FormattableString expected, FormattableString found) =>
        new(FormattableString.Invariant($"Request {index}: expected {FormattableString.Invariant(expected)}, found {FormattableString.Invariant(found)}."));
}
