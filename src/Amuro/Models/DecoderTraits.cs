namespace Amuro.Models;

/// <summary>What a norm computes.</summary>
internal enum NormKind
{
    /// <summary>Divided by the root of the mean square, times a weight.</summary>
    RootMeanSquare,

    /// <summary>Mean 0 and variance 1, times a weight, plus a bias.</summary>
    Layer,

    /// <summary>Mean 0 and variance 1, without parameters.</summary>
    BareLayer,
}

/// <summary>What queries and keys are normed over before they are rotated.</summary>
internal enum QueryKeyNorm
{
    None,

    /// <summary>All heads together, before the split into heads.</summary>
    Projection,

    /// <summary>Each head alone, with one weight for all heads.</summary>
    Head,
}

/// <summary>What a family fixes about the decoder; what differs between models of a family is in <see cref="DecoderConfig"/>.</summary>
internal sealed record DecoderTraits
{
    public NormKind Norm { get; init; } = NormKind.RootMeanSquare;

    /// <summary>Whether the norms of a block come after attention and MLP, before the sum, instead of before them.</summary>
    public bool NormsAfter { get; init; }

    public QueryKeyNorm QueryKeyNorm { get; init; }

    /// <summary>Whether the MLP multiplies its activation with a second projection.</summary>
    public bool Gated { get; init; } = true;

    /// <summary>Whether each position has a learned vector instead of rotated queries and keys.</summary>
    public bool LearnedPositions { get; init; }

    /// <summary>Below float32: whether norm weights are applied, and queries and keys rotated, in float32.</summary>
    public bool Wide { get; init; }

    /// <summary>Whether the embedding of the padding token begins at zero and gets no gradient from the input side.</summary>
    public bool FrozenPadding { get; init; } = true;

    /// <summary>Whether files hold the matrices of the blocks input-first.</summary>
    public bool InputFirst { get; init; }

    /// <summary>Whether the rows of the query, key and value matrix are sorted by head first, then query, key, value.</summary>
    public bool RowsByHead { get; init; }
}
