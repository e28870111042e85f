using Amuro.Runtime.Kernels;

namespace Amuro.Models;

/// <summary>How the tokens of several sequences lie in one run; a beginning shared with the sequence before may stand only once.</summary>
/// <remarks>A causal model gives a token the same state whatever follows it, so shared tokens need only one row.</remarks>
internal sealed class TokenRun
{
    private readonly int[] _firstRow;

    private TokenRun(int[] lengths)
    {
        Lengths = lengths;
        Starts = new int[lengths.Length];
        Shared = new int[lengths.Length];
        MaxLength = lengths.Max();
        _firstRow = new int[lengths.Length];
        for (int b = 1; b < lengths.Length; b++)
        {
            _firstRow[b] = checked(_firstRow[b - 1] + lengths[b - 1]);
        }

        Rows = new int[_firstRow[^1] + lengths[^1]];
    }

    /// <summary>Length of each sequence.</summary>
    public int[] Lengths { get; }

    /// <summary>Length of the longest sequence.</summary>
    public int MaxLength { get; }

    /// <summary>Row of each sequence's first token.</summary>
    public int[] Starts { get; }

    /// <summary>Tokens at the beginning of each sequence whose rows belong to the sequence before.</summary>
    public int[] Shared { get; }

    /// <summary>The row of every token of every sequence, sequence after sequence.</summary>
    public int[] Rows { get; }

    /// <summary>Token id of each row.</summary>
    public int[] Ids { get; private set; } = [];

    /// <summary>Place in its sequence of each row.</summary>
    public int[] Positions { get; private set; } = [];

    /// <summary>The first sequence that each row is of.</summary>
    public int[] Owners { get; private set; } = [];

    /// <summary>Whether a row is of more than one sequence.</summary>
    public bool Shares => Ids.Length < Rows.Length;

    /// <summary>The same for the attention kernel.</summary>
    public TreeLayout Layout() => TreeLayout.From(Rows, _firstRow, Lengths, Shared);

    /// <summary>Lays out sequences, none of them empty.</summary>
    public static TokenRun From(IReadOnlyList<int[]> sequences, bool share)
    {
        var run = new TokenRun([.. sequences.Select(s => s.Length)]);
        var ids = new List<int>(run.Rows.Length);
        var positions = new List<int>(run.Rows.Length);
        var owners = new List<int>(run.Rows.Length);
        for (int b = 0; b < sequences.Count; b++)
        {
            int[] sequence = sequences[b];
            Span<int> rows = run.Rows.AsSpan(run._firstRow[b], sequence.Length);
            int common = share && b > 0 ? sequence.AsSpan().CommonPrefixLength(sequences[b - 1]) : 0;
            run.Shared[b] = common;
            if (common > 0)
            {
                run.Rows.AsSpan(run._firstRow[b - 1], common).CopyTo(rows);
            }

            for (int t = common; t < sequence.Length; t++)
            {
                rows[t] = ids.Count;
                ids.Add(sequence[t]);
                positions.Add(t);
                owners.Add(b);
            }

            run.Starts[b] = rows[0];
        }

        (run.Ids, run.Positions, run.Owners) = ([.. ids], [.. positions], [.. owners]);
        return run;
    }

    /// <summary>Takes the positions of a run in which nothing is shared from outside.</summary>
    public void Place(IReadOnlyList<int[]> sequences, IReadOnlyList<int[]> positions)
    {
        if (positions.Count != sequences.Count)
        {
            throw new AmuroException(FormattableString.Invariant(
                $"TokenBatch: expected positions of {sequences.Count} sequences, found {positions.Count}."));
        }

        for (int b = 0; b < sequences.Count; b++)
        {
            if (positions[b]?.Length != sequences[b].Length || positions[b].Any(p => p < 0))
            {
                throw new AmuroException(FormattableString.Invariant(
                    $"TokenBatch: sequence {b}: expected {sequences[b].Length} positions of at least 0, found {string.Join(", ", positions[b] ?? [])}."));
            }
        }

        Positions = [.. positions.SelectMany(p => p)];
    }

    /// <summary>The row of a token of a sequence.</summary>
    public int RowOf(int sequence, int position) => Rows[_firstRow[sequence] + position];

    /// <summary>The row of each cell of the [B, T] table, and the first cell of each row. Padding repeats the first token.</summary>
    public (long[] ToTable, long[] FromTable) TableIndices()
    {
        var toTable = new long[(long)Lengths.Length * MaxLength];
        var fromTable = new long[Ids.Length];
        for (int b = 0; b < Lengths.Length; b++)
        {
            for (int t = 0; t < MaxLength; t++)
            {
                long cell = ((long)b * MaxLength) + t;
                int row = RowOf(b, t < Lengths[b] ? t : 0);
                toTable[cell] = row;
                if (t < Lengths[b] && Owners[row] == b)
                {
                    fromTable[row] = cell;
                }
            }
        }

        return (toTable, fromTable);
    }
}
