namespace Amuro.Runtime.Kernels;

/// <summary>What the attention kernel works on: rows [q heads | k heads | v heads] of a run of sequences without padding.</summary>
/// <param name="Starts">First row of each sequence.</param>
/// <param name="Lengths">Rows of each sequence.</param>
/// <param name="Heads">Query heads, h.</param>
/// <param name="KeyValueHeads">Key and value heads, k; each serves h / k consecutive query heads.</param>
/// <param name="HeadDim">Width of a head, d; a multiple of 16.</param>
/// <param name="Window">A token sees itself and the window - 1 tokens before it; null: all before it.</param>
internal sealed record AttentionShape(
    IReadOnlyList<int> Starts, IReadOnlyList<int> Lengths, int Heads, int KeyValueHeads, int HeadDim, int? Window)
{
    /// <summary>Numbers in a row of queries, keys and values.</summary>
    public int RowWidth => (Heads + KeyValueHeads + KeyValueHeads) * HeadDim;

    /// <summary>Factor of the scores.</summary>
    public float Scale => 1 / MathF.Sqrt(HeadDim);
}
