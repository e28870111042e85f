namespace Amuro.Evaluation;

/// <summary>Neighbouring sequences of a plan, and how many tokens of their common beginning are worth computing by themselves.</summary>
/// <param name="First">Index of the first sequence.</param>
/// <param name="Count">Number of sequences.</param>
/// <param name="Length">Tokens to compute once for all of them; 0 where that does not pay.</param>
internal readonly record struct SharedBlock(int First, int Count, int Length)
{
    // Below these a batch's own sharing of beginnings is as fast as a cache.
    private const int LeastTokens = 64;
    private const int LeastSequences = 8;

    /// <summary>Splits the sequences of a plan at the places where neighbours have little in common: few-shot blocks, long passages.</summary>
    /// <remarks>What is scored is never inside the block: it ends where the first scored position begins.</remarks>
    public static IReadOnlyList<SharedBlock> Of(ScoringPlan plan)
    {
        int[] firstScored = [.. plan.Sequences.Select(s => s.Length)];
        foreach (ScoringPlan.Place place in plan.Places)
        {
            firstScored[place.Sequence] = Math.Min(firstScored[place.Sequence], place.Start);
        }

        var blocks = new List<SharedBlock>();
        int start = 0;
        int common = int.MaxValue;
        for (int s = 1; s <= plan.Sequences.Length; s++)
        {
            int next = s < plan.Sequences.Length ? plan.Sequences[s - 1].AsSpan().CommonPrefixLength(plan.Sequences[s]) : 0;
            if (next >= LeastTokens)
            {
                common = Math.Min(common, next);
                continue;
            }

            int length = s - start < LeastSequences ? 0 : Math.Min(common, firstScored.AsSpan(start, s - start).ToArray().Min());
            blocks.Add(new SharedBlock(start, s - start, length < LeastTokens ? 0 : length));
            start = s;
            common = int.MaxValue;
        }

        return Merged(blocks);
    }

    // Neighbours without a block of their own are batched together.
    private static List<SharedBlock> Merged(List<SharedBlock> blocks)
    {
        var merged = new List<SharedBlock>();
        foreach (SharedBlock block in blocks)
        {
            if (merged.Count > 0 && block.Length == 0 && merged[^1].Length == 0)
            {
                merged[^1] = merged[^1] with { Count = merged[^1].Count + block.Count };
            }
            else
            {
                merged.Add(block);
            }
        }

        return merged;
    }
}
