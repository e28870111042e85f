namespace Amuro.Tokenization;

/// <summary>
/// Applies merges to the symbols of one word: always the pair with the lowest rank, the leftmost on a tie, one at a time.
/// Short words by plain search, long ones with a queue, so that a word of 200 KB takes n log n steps.
/// </summary>
internal static class SymbolMerger
{
    private const int PlainLimit = 64;

    /// <summary>Merges in place.</summary>
    /// <param name="merges">The merges of the model.</param>
    /// <param name="ids">Ids of the symbols.</param>
    /// <param name="lengths">Lengths of the symbols in the word; those of a merged pair add up.</param>
    /// <returns>Number of symbols left, at the beginning of the spans.</returns>
    public static int Merge(MergeTable merges, Span<int> ids, Span<int> lengths) =>
        ids.Length <= PlainLimit ? MergePlainly(merges, ids, lengths) : MergeWithQueue(merges, ids, lengths);

    private static int MergePlainly(MergeTable merges, Span<int> ids, Span<int> lengths)
    {
        int count = ids.Length;
        Span<int> ranks = stackalloc int[PlainLimit];
        Span<int> results = stackalloc int[PlainLimit];
        for (int i = 0; i + 1 < count; i++)
        {
            ranks[i] = merges.Rank(ids[i], ids[i + 1], out results[i]);
        }

        while (count > 1)
        {
            int best = 0;
            for (int i = 1; i < count - 1; i++)
            {
                if (ranks[i] < ranks[best])
                {
                    best = i;
                }
            }

            if (ranks[best] == MergeTable.None)
            {
                break;
            }

            ids[best] = results[best];
            lengths[best] += lengths[best + 1];
            int tail = count - best - 2;
            ids.Slice(best + 2, tail).CopyTo(ids[(best + 1)..]);
            lengths.Slice(best + 2, tail).CopyTo(lengths[(best + 1)..]);
            ranks.Slice(best + 1, tail).CopyTo(ranks[best..]);
            results.Slice(best + 1, tail).CopyTo(results[best..]);
            count--;
            if (best > 0)
            {
                ranks[best - 1] = merges.Rank(ids[best - 1], ids[best], out results[best - 1]);
            }

            if (best + 1 < count)
            {
                ranks[best] = merges.Rank(ids[best], ids[best + 1], out results[best]);
            }
        }

        return count;
    }

    private static int MergeWithQueue(MergeTable merges, Span<int> ids, Span<int> lengths)
    {
        int count = ids.Length;
        int[] next = new int[count];
        int[] previous = new int[count];
        bool[] gone = new bool[count];
        var queue = new PriorityQueue<int, long>(count);
        for (int i = 0; i < count; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (i + 1 < count && merges.Rank(ids[i], ids[i + 1], out _) is not MergeTable.None and var rank)
            {
                queue.Enqueue(i, Priority(rank, i));
            }
        }

        while (queue.TryDequeue(out int left, out long priority))
        {
            int right = gone[left] ? count : next[left];
            if (right == count)
            {
                continue;
            }

            // The pair may have changed since it was queued; a rank belongs to one pair.
            int rank = merges.Rank(ids[left], ids[right], out int result);
            if (Priority(rank, left) != priority)
            {
                continue;
            }

            ids[left] = result;
            lengths[left] += lengths[right];
            gone[right] = true;
            next[left] = next[right];
            if (next[right] < count)
            {
                previous[next[right]] = left;
            }

            Enqueue(previous[left], left, ids);
            Enqueue(left, next[left], ids);
        }

        int kept = 0;
        for (int i = 0; i < count; i = next[i])
        {
            ids[kept] = ids[i];
            lengths[kept++] = lengths[i];
        }

        return kept;

        void Enqueue(int left, int right, ReadOnlySpan<int> symbols)
        {
            if (left >= 0 && right < count && merges.Rank(symbols[left], symbols[right], out _) is not MergeTable.None and var rank)
            {
                queue.Enqueue(left, Priority(rank, left));
            }
        }
    }

    private static long Priority(int rank, int position) => ((long)rank << 32) | (uint)position;
}
