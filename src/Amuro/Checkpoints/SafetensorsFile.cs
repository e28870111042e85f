using System.IO.MemoryMappedFiles;
using Amuro.Runtime;

namespace Amuro.Checkpoints;

/// <summary>
/// A memory-mapped safetensors file. Nothing in it is executed, and a file that breaks any rule of the format is refused.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, SafetensorsHeader.Entry> _entries;
    private readonly byte* _start;
    private readonly long _dataStart;
    private bool _disposed;

    private SafetensorsFile(string path, long length, MemoryMappedFile file)
    {
        Path = path;
        _file = file;
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + _view.PointerOffset;
        try
        {
            int headerLength = SafetensorsHeader.Length(path, new ReadOnlySpan<byte>(_start, 8), length);
            _dataStart = 8L + headerLength;
            byte[] json = new ReadOnlySpan<byte>(_start + 8, headerLength).ToArray();
            (_entries, Dictionary<string, string> metadata) = SafetensorsHeader.Parse(path, json, length - _dataStart);
            Metadata = metadata;
            Weights = _entries.ToDictionary(e => e.Key, e => e.Value.Info, StringComparer.Ordinal);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

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
        string full = System.IO.Path.GetFullPath(path);
        FileInfo? info = LinkedFile.Find(full);
        if (info is null)
        {
            throw new AmuroException($"{full}: expected a safetensors file, found nothing.");
        }

        if (info.Length < 8)
        {
            throw new AmuroException($"{full}: expected a safetensors file of at least 8 bytes, found {info.Length}.");
        }

        try
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read);
            MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new SafetensorsFile(full, info.Length, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"{full}: expected a readable safetensors file, found: {e.Message}", e);
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
        ObjectDisposedException.ThrowIf(_disposed, this);
        SafetensorsHeader.Entry entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.Info.Bytes - count);
        return new ReadOnlySpan<byte>(_start + _dataStart + entry.Begin + offset, count);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    private SafetensorsHeader.Entry Find(string name) =>
        _entries.TryGetValue(name, out SafetensorsHeader.Entry entry)
            ? entry
            : throw new AmuroException($"{Path}: expected the weight {name}, found no weight of that name.");
}
