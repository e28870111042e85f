using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>Cosines and sines of the rotary embedding, computed once per model in float32 and grown when longer texts come.</summary>
internal sealed class RotaryTable(DecoderConfig config, ScalarType type, Device device) : IDisposable
{
    private readonly Lock _lock = new();
    private Tensor? _cosine;
    private Tensor? _sine;
    private long _length;

    /// <summary>Cosines and sines [N, 1, d/2] at positions [N], all below <paramref name="length"/>, in the type of the model.</summary>
    public (Tensor Cosine, Tensor Sine) At(Tensor positions, int length)
    {
        // Another thread may grow the table and free the old one, so the rows are taken under the lock.
        lock (_lock)
        {
            Grow(length);
            return (_cosine!.index_select(0, positions).unsqueeze_(1), _sine!.index_select(0, positions).unsqueeze_(1));
        }
    }

    public void Dispose()
    {
        _cosine?.Dispose();
        _sine?.Dispose();
    }

    internal static float[] InverseFrequencies(DecoderConfig config)
    {
        var result = new float[config.HeadDim / 2];
        for (int i = 0; i < result.Length; i++)
        {
            float exponent = 2f * i / config.HeadDim;
            result[i] = 1f / (float)Math.Pow(config.RopeTheta, exponent);
        }

        config.RopeScaling?.Apply(result);
        return result;
    }

    private void Grow(int length)
    {
        if (length <= _length)
        {
            return;
        }

        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long target = Math.Max(length, Math.Min(config.MaxPositions, Math.Max(256, 2 * _length)));
        Tensor positions = Scalars.Range(target, ScalarType.Float32, CPU);
        Tensor angles = outer(positions, tensor(InverseFrequencies(config)));
        Dispose();
        _cosine = angles.cos().to(type).to(device).DetachFromDisposeScope();
        _sine = angles.sin().to(type).to(device).DetachFromDisposeScope();
        _length = target;
    }
}
