namespace Amuro.Models;

/// <summary>What a parameter does in the decoder.</summary>
internal enum Role
{
    Embedding,
    Positions,
    AttentionNorm,
    AttentionNormBias,
    QueryKeyValue,
    QueryKeyValueBias,
    QueryNorm,
    KeyNorm,
    AttentionOutput,
    AttentionOutputBias,
    MlpNorm,
    MlpNormBias,

    /// <summary>Gate and up of a gated MLP, up alone of another.</summary>
    GateUp,
    GateUpBias,
    Down,
    DownBias,
    FinalNorm,
    FinalNormBias,
    Head,

    /// <summary>The matrices and magnitudes of an adapter, see <see cref="LoraLayers"/>; the layer is the number of the place.</summary>
    LoraA,
    LoraB,
    LoraMagnitude,
}

/// <summary>How a parameter begins in a new model.</summary>
internal enum FirstValues
{
    Normal,
    Ones,
    Zeros,
}

/// <summary>
/// One tensor of the decoder, stored in files as one or more tensors that are stacked by rows here: q, k and v are one
/// matrix multiplication, gate and up another.
/// </summary>
internal sealed record ParameterBlock(
    Role Role, int Layer, FirstValues FirstValues, bool Decays, IReadOnlyList<(string Name, long[] Shape)> Parts)
{
    /// <summary>Shape of the stacked tensor.</summary>
    public long[] Shape => [Parts.Sum(p => p.Shape[0]), .. Parts[0].Shape[1..]];

    public static ParameterBlock Matrix(Role role, int layer, params (string Name, long Rows, long Columns)[] parts) =>
        new(role, layer, FirstValues.Normal, true, [.. parts.Select(p => (p.Name, new[] { p.Rows, p.Columns }))]);

    public static ParameterBlock Norm(Role role, int layer, string name, long size) =>
        new(role, layer, FirstValues.Ones, false, [(name, [size])]);

    public static ParameterBlock Bias(Role role, int layer, params (string Name, long Size)[] parts) =>
        new(role, layer, FirstValues.Zeros, false, [.. parts.Select(p => (p.Name, new[] { p.Size }))]);
}
