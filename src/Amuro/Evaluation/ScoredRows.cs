namespace Amuro.Evaluation;

/// <summary>
/// The places of one batch at which something is scored. Each distinct row of hidden states goes through the head once,
/// however many choices are read from it.
/// </summary>
internal sealed class ScoredRows
{
    private readonly int[] _firstTarget;

    private ScoredRows(long[] rows, int[] firstTarget, long[] rowOfTarget, long[] targets, IReadOnlyList<(int, int, int[])> requests)
    {
        Rows = rows;
        _firstTarget = firstTarget;
        RowOfTarget = rowOfTarget;
        Targets = targets;
        Requests = requests;
    }

    /// <summary>Rows of the batch's [N, H] hidden states that are needed, ascending.</summary>
    public long[] Rows { get; }

    /// <summary>For each target, the index in <see cref="Rows"/> of the row that predicts it; ascending.</summary>
    public long[] RowOfTarget { get; }

    /// <summary>The token ids whose probability is wanted.</summary>
    public long[] Targets { get; }

    /// <summary>For each request of the batch, the ids dropped of its context, and the indices in <see cref="Targets"/> of its continuation.</summary>
    public IReadOnlyList<(int Request, int Dropped, int[] Targets)> Requests { get; }

    /// <summary>The range of targets of the rows from <paramref name="first"/> up to, without, <paramref name="end"/>.</summary>
    public (int From, int To) TargetsOf(int first, int end) => (_firstTarget[first], _firstTarget[end]);

    /// <summary>Collects the places of a batch.</summary>
    /// <param name="rowOf">The row of a position (second) of the sequence with an index in the batch (first).</param>
    /// <param name="batch">The sequences of the plan that are in the batch.</param>
    /// <param name="plan">The plan.</param>
    public static ScoredRows From(Func<int, int, int> rowOf, int[] batch, ScoringPlan plan)
    {
        var pairs = new SortedSet<(int Row, int Target)>();
        for (int b = 0; b < batch.Length; b++)
        {
            foreach (int request in plan.RequestsOf[batch[b]])
            {
                pairs.UnionWith(Pairs(b, request));
            }
        }

        (int Row, int Target)[] all = [.. pairs];
        int[] rows = [.. all.Select(p => p.Row).Distinct()];
        var rowOfTarget = new long[all.Length];
        var firstTarget = new int[rows.Length + 1];
        var indexOf = new Dictionary<(int, int), int>(all.Length);
        for (int i = 0, row = 0; i < all.Length; i++)
        {
            row += rows[row] == all[i].Row ? 0 : 1;
            rowOfTarget[i] = row;
            firstTarget[row + 1] = i + 1;
            indexOf[all[i]] = i;
        }

        var answers = new List<(int, int, int[])>();
        for (int b = 0; b < batch.Length; b++)
        {
            foreach (int request in plan.RequestsOf[batch[b]])
            {
                answers.Add((request, plan.Places[request].Dropped, [.. Pairs(b, request).Select(p => indexOf[p])]));
            }
        }

        return new ScoredRows([.. rows.Select(r => (long)r)], firstTarget, rowOfTarget, [.. all.Select(p => (long)p.Target)], answers);

        IEnumerable<(int, int)> Pairs(int b, int request) => plan.Requests[request].Continuation
            .Select((id, i) => (rowOf(b, plan.Places[request].Start + i), id));
    }
}
