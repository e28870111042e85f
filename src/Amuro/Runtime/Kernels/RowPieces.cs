using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>Neighbouring pieces of one width in every row of a tensor, for example the query heads of [q | k | v].</summary>
/// <param name="Stride">Numbers from one row to the next.</param>
/// <param name="Offset">Place of the first piece in a row.</param>
/// <param name="Count">Pieces in a row.</param>
internal readonly record struct RowPieces(long Stride, long Offset, int Count)
{
    /// <summary>Every row as a whole.</summary>
    public static RowPieces Of(torch.Tensor rows) => new(rows.shape[^1], 0, 1);

    /// <summary>Number of pieces in all rows.</summary>
    public long CountIn(torch.Tensor rows) => rows.numel() / Stride * Count;

    /// <summary>Where a piece begins.</summary>
    public long Place(long piece, int width) => (piece / Count * Stride) + Offset + (piece % Count * width);
}
