using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>The rotary embedding of a model: one table, or two where layers with a sliding window have their own frequencies.</summary>
internal sealed class RotaryEmbedding : IDisposable
{
    private readonly RotaryTable _table;
    private readonly RotaryTable? _slidingTable;

    public RotaryEmbedding(DecoderConfig config, DecoderTraits traits, ScalarType type, Device device)
    {
        ScalarType stored = traits.Wide && type == ScalarType.BFloat16 ? ScalarType.Float32 : type;
        RotaryTable Make(Rope rope) => new(rope, config.RotaryDimension, config.MaxPositions, stored, device);
        _table = Make(new Rope(config.RopeTheta, config.RopeScaling));
        _slidingTable = config.SlidingRopeTheta is { } theta ? Make(new Rope(theta, config.SlidingRopeScaling)) : null;
    }

    /// <summary>The turns of one batch at positions [N], all below <paramref name="length"/>.</summary>
    public RotaryTurn At(Tensor positions, int length)
    {
        (Tensor Cosine, Tensor Sine) full = _table.At(positions, length);
        return new RotaryTurn(full, _slidingTable?.At(positions, length) ?? full);
    }

    public void Dispose()
    {
        _table.Dispose();
        _slidingTable?.Dispose();
    }
}

/// <summary>Cosines and sines [N, 1, r/2] of the tokens of one batch, by kind of layer.</summary>
internal sealed class RotaryTurn((Tensor Cosine, Tensor Sine) full, (Tensor Cosine, Tensor Sine) sliding)
{
    /// <summary>Whether whole heads of a width are turned, not only their beginnings.</summary>
    public bool TurnsAll(int headDim) => 2 * full.Cosine.shape[^1] == headDim;

    /// <summary>Cosines and sines [N, 1, r/2].</summary>
    public (Tensor Cosine, Tensor Sine) Tables(bool slides) => slides ? sliding : full;

    /// <summary>Turns the first r dimensions of each head of [N, heads, d]: i with i + r/2.</summary>
    public Tensor Turn(Tensor x, bool slides)
    {
        (Tensor cosine, Tensor sine) = slides ? sliding : full;
        long half = cosine.shape[^1], width = x.shape[^1];
        Tensor[] parts = 2 * half == width ? x.chunk(2, dim: -1) : x.split([half, half, width - (2 * half)], dim: -1);
        Tensor[] turned =
        [
            (parts[0] * cosine) - (parts[1] * sine),
            (parts[1] * cosine).add(parts[0] * sine, Scalars.One),
        ];
        // With tables of float32 the products are wider than the model.
        Tensor result = cat(parts.Length == 2 ? turned : [.. turned, parts[2]], dim: -1);
        return result.dtype == x.dtype ? result : result.to(x.dtype);
    }
}
