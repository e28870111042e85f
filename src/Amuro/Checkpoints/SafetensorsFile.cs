namespace Amuro.Checkpoints;

/// <summary>
/// A memory-mapped safetensors file. Nothing in it is executed, and a file that breaks any rule of the format is refused.
/// </summary>
public sealed class SafetensorsFile : IWeightFile
{
    private readonly MappedFile _file;
    private readonly Dictionary<string, SafetensorsHeader.Entry> _entries;
    private readonly long _dataStart;

    private SafetensorsFile(MappedFile file)
    {
        _file = file;
        int headerLength = SafetensorsHeader.Length(file.Path, file.Span(0, 8), file.Length);
        _dataStart = 8L + headerLength;
        byte[] json = file.Span(8, headerLength).ToArray();
        (_entries, Dictionary<string, string> metadata) = SafetensorsHeader.Parse(file.Path, json, file.Length - _dataStart);
        Metadata = metadata;
        Weights = _entries.ToDictionary(e => e.Key, e => e.Value.Info, StringComparer.Ordinal);
    }

    /// <summary>Full path of the file.</summary>
    public string Path => _file.Path;

    /// <summary>The weights by name.</summary>
    public IReadOnlyDictionary<string, WeightInfo> Weights { get; }

    /// <summary>Texts stored beside the weights, for example <c>format</c> = <c>pt</c>; empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AmuroException">The file is missing or breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        MappedFile file = MappedFile.Open(path, "safetensors file", least: 8);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All bytes of a weight, row-major and little-endian, valid until the file is disposed.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <exception cref="AmuroException">There is no such weight, or it is larger than 2 GB; read that one in parts.</exception>
    public ReadOnlySpan<byte> Data(string name)
    {
        long bytes = Find(name).Info.Bytes;
        return bytes <= int.MaxValue
            ? Data(name, 0, (int)bytes)
            : throw new AmuroException($"{Path}: weight {name}: expected at most {int.MaxValue} bytes to read at once, found {bytes}.");
    }

    /// <summary>A part of the bytes of a weight, valid until the file is disposed.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <param name="offset">First byte, counted from the start of the weight.</param>
    /// <param name="count">Number of bytes.</param>
    /// <exception cref="AmuroException">There is no such weight.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part lies outside the weight.</exception>
    public ReadOnlySpan<byte> Data(string name, long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _file.Span(Place(name, offset, count), count);
    }

    /// <summary>Copies a part of the bytes of a weight; unlike <see cref="Data(string, long, int)"/> it keeps nothing of the file in memory.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <param name="offset">First byte, counted from the start of the weight.</param>
    /// <param name="into">Filled wholly.</param>
    /// <exception cref="AmuroException">There is no such weight, or the file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part lies outside the weight.</exception>
    public void Read(string name, long offset, Span<byte> into) => _file.Read(Place(name, offset, into.Length), into);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private long Place(string name, long offset, int count)
    {
        SafetensorsHeader.Entry entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.Info.Bytes - count);
        return _dataStart + entry.Begin + offset;
    }

    private SafetensorsHeader.Entry Find(string name) =>
        _entries.TryGetValue(name, out SafetensorsHeader.Entry entry)
            ? entry
            : throw new AmuroException($"{Path}: expected the weight {name}, found no weight of that name.");
}
