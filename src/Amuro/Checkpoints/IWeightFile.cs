namespace Amuro.Checkpoints;

/// <summary>One file of weights, whatever its format: what is in it, and the bytes row-major and little-endian.</summary>
internal interface IWeightFile : IDisposable
{
    string Path { get; }

    IReadOnlyDictionary<string, WeightInfo> Weights { get; }

    /// <summary>A part of the bytes of a weight, valid until the file is disposed.</summary>
    ReadOnlySpan<byte> Data(string name, long offset, int count);

    /// <summary>Copies a part of the bytes of a weight.</summary>
    void Read(string name, long offset, Span<byte> into);
}
