namespace Amuro.Results;

/// <summary>Up to <see cref="Size"/> items of an <see cref="ItemTable"/>, column by column; texts are numbers of a pool.</summary>
/// <remarks>Blocks, as one array for a column would have to be copied whenever it grows.</remarks>
internal sealed class ItemBlock
{
    /// <summary>Items of a full block, also the row group of the Parquet file.</summary>
    public const int Size = 1 << 16;

    public required int[] Context { get; init; }

    public required int[] Item { get; init; }

    public required int[] Cluster { get; init; }

    public required int[] Prediction { get; init; }

    public required int[] Gold { get; init; }

    public required double[] Score { get; init; }

    public required bool[] Truncated { get; init; }

    public required int[] DroppedTokens { get; init; }

    public required int[] DroppedShots { get; init; }

    /// <summary>Where each item's log-likelihoods end; they begin where those of the item before end.</summary>
    public required int[] LikelihoodEnd { get; init; }

    public required double[] LogLikelihoods { get; init; }

    /// <summary>Where each item's numbers of tokens end.</summary>
    public required int[] TokensEnd { get; init; }

    public required int[] ChoiceTokens { get; init; }
}
