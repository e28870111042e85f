namespace Amuro.Evaluation;

/// <summary>Cuts the sequences of a plan into batches in which those that begin alike stand together.</summary>
internal static class ScoringBatches
{
    /// <summary>
    /// Batches of indices of sequences, long ones first, so that the first batch shows the memory needed. A batch holds at
    /// most <paramref name="tokensPerBatch"/> tokens, a shared beginning counted once, and at least one sequence.
    /// </summary>
    /// <param name="sequences">Sequences in lexicographic order.</param>
    /// <param name="block">Those of them to take; the beginning that all share is not in the batches.</param>
    /// <param name="tokensPerBatch">The budget.</param>
    /// <param name="most">The most sequences in a batch.</param>
    public static List<int[]> From(IReadOnlyList<int[]> sequences, SharedBlock block, int tokensPerBatch, int most)
    {
        IEnumerable<int> longFirst = Families(sequences, block).OrderByDescending(f => Longest(sequences, f))
            .SelectMany(f => Enumerable.Range(f.Start.Value, f.End.Value - f.Start.Value));
        return Cut(sequences, longFirst, block.Length, tokensPerBatch, most);
    }

    /// <summary>Cuts a row of sequences into batches.</summary>
    /// <param name="sequences">All sequences.</param>
    /// <param name="order">Those to take, in their order.</param>
    /// <param name="shared">Tokens at the beginning of each that are not in the batches.</param>
    /// <param name="tokensPerBatch">The budget.</param>
    /// <param name="most">The most sequences in a batch.</param>
    public static List<int[]> Cut(IReadOnlyList<int[]> sequences, IEnumerable<int> order, int shared, int tokensPerBatch, int most)
    {
        var batches = new List<int[]>();
        var batch = new List<int>();
        int tokens = 0;
        foreach (int s in order)
        {
            int added = Added(sequences, batch.Count == 0 ? null : batch[^1], s, shared);
            if (batch.Count > 0 && (tokens + added > tokensPerBatch || batch.Count == most))
            {
                batches.Add([.. batch]);
                batch.Clear();
                tokens = 0;
                added = Added(sequences, null, s, shared);
            }

            batch.Add(s);
            tokens += added;
        }

        if (batch.Count > 0)
        {
            batches.Add([.. batch]);
        }

        return batches;
    }

    /// <summary>Tokens of a batch, those that neighbours share counted once.</summary>
    public static int TokensOf(IReadOnlyList<int[]> sequences, int[] batch, int shared)
    {
        int tokens = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            tokens += Added(sequences, i == 0 ? null : batch[i - 1], batch[i], shared);
        }

        return tokens;
    }

    private static int Added(IReadOnlyList<int[]> sequences, int? before, int sequence, int shared) =>
        sequences[sequence].Length - (before is { } b ? sequences[sequence].AsSpan().CommonPrefixLength(sequences[b]) : shared);

    // Neighbours in lexicographic order that have half of the longer one in common: as a rule the choices of one item.
    private static IEnumerable<Range> Families(IReadOnlyList<int[]> sequences, SharedBlock block)
    {
        int end = block.First + block.Count;
        int start = block.First;
        for (int s = start + 1; s <= end; s++)
        {
            if (s == end || !Akin(sequences[s - 1], sequences[s]))
            {
                yield return start..s;
                start = s;
            }
        }

        bool Akin(int[] a, int[] b) =>
            2 * (a.AsSpan().CommonPrefixLength(b) - block.Length) >= Math.Max(a.Length, b.Length) - block.Length;
    }

    private static int Longest(IReadOnlyList<int[]> sequences, Range family)
    {
        int longest = 0;
        for (int s = family.Start.Value; s < family.End.Value; s++)
        {
            longest = Math.Max(longest, sequences[s].Length);
        }

        return longest;
    }
}
