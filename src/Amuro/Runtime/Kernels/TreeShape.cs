namespace Amuro.Runtime.Kernels;

/// <summary>What the kernel of a token tree works on: how sequences lie in rows [q heads | k heads | v heads] of which some are shared.</summary>
/// <param name="Rows">Row of every token of every sequence, sequence after sequence.</param>
/// <param name="Firsts">Place in <paramref name="Rows"/> of each sequence's first token.</param>
/// <param name="Lengths">Tokens of each sequence.</param>
/// <param name="Shared">Tokens at the beginning of each sequence whose rows belong to the sequence before.</param>
/// <param name="Families">Neighbouring sequences that one thread takes together, the costliest first.</param>
internal sealed record TreeLayout(int[] Rows, int[] Firsts, int[] Lengths, int[] Shared, Range[] Families)
{
    // Rows of its own after which a family ends, so that no thread is left with a large one.
    private const int FamilyRows = 128;

    /// <summary>Lays out a batch; sequences with more in common than not are one family.</summary>
    public static TreeLayout From(int[] rows, int[] firsts, int[] lengths, int[] shared)
    {
        var families = new List<(Range Range, int Tokens)>();
        int start = 0, tokens = 0;
        for (int s = 0; s < lengths.Length; s++)
        {
            if (s > start && (2 * shared[s] < lengths[s] || tokens >= FamilyRows))
            {
                families.Add((start..s, tokens));
                (start, tokens) = (s, 0);
            }

            tokens += lengths[s] - shared[s];
        }

        families.Add((start..lengths.Length, tokens));
        return new TreeLayout(rows, firsts, lengths, shared, [.. families.OrderByDescending(f => f.Tokens).Select(f => f.Range)]);
    }
}

/// <summary>A layout with the shape of the heads.</summary>
/// <param name="Layout">How the sequences lie.</param>
/// <param name="Heads">Query heads, h.</param>
/// <param name="KeyValueHeads">Key and value heads, k; each serves h / k consecutive query heads.</param>
/// <param name="HeadDim">Width of a head, d; a multiple of 16.</param>
/// <param name="Window">A token sees itself and the window - 1 tokens before it; null: all before it.</param>
internal sealed record TreeShape(TreeLayout Layout, int Heads, int KeyValueHeads, int HeadDim, int? Window)
{
    /// <summary>Numbers in a row of queries, keys and values.</summary>
    public int RowWidth => (Heads + KeyValueHeads + KeyValueHeads) * HeadDim;

    /// <summary>Factor of the scores.</summary>
    public float Scale => 1 / MathF.Sqrt(HeadDim);
}
