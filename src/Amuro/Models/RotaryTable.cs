using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>Base and scaling of rotary frequencies.</summary>
internal readonly record struct Rope(double Theta, RopeScaling? Scaling)
{
    /// <summary>Radians per position of each pair of dimensions, <paramref name="dimension"/> / 2 numbers.</summary>
    public float[] InverseFrequencies(int dimension)
    {
        var result = new float[dimension / 2];
        for (int i = 0; i < result.Length; i++)
        {
            float exponent = 2f * i / dimension;
            result[i] = 1f / (float)Math.Pow(Theta, exponent);
        }

        Scaling?.Apply(result, Theta);
        return result;
    }
}

/// <summary>Cosines and sines of the rotary embedding, computed once per model in float32 and grown when longer texts come.</summary>
internal sealed class RotaryTable(Rope rope, int dimension, int maxPositions, ScalarType type, Device device) : IDisposable
{
    private readonly Lock _lock = new();
    private Tensor? _cosine;
    private Tensor? _sine;
    private long _length;

    /// <summary>Cosines and sines [N, 1, d/2] at positions [N], all below <paramref name="length"/>.</summary>
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

    private void Grow(int length)
    {
        if (length <= _length)
        {
            return;
        }

        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long target = Math.Max(length, Math.Min(maxPositions, Math.Max(256, 2 * _length)));
        Tensor positions = Scalars.Range(target, ScalarType.Float32, CPU);
        Tensor angles = outer(positions, tensor(rope.InverseFrequencies(dimension)));
        Dispose();
        _cosine = Stored(angles.cos());
        _sine = Stored(angles.sin());
        _length = target;
    }

    private Tensor Stored(Tensor values)
    {
        double magnitude = rope.Scaling?.Magnitude ?? 1;
        if (magnitude != 1)
        {
            using Scalar factor = (float)magnitude;
            values = values.mul_(factor);
        }

        return values.to(type).to(device).DetachFromDisposeScope();
    }
}
