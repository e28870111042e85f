using System.IO.MemoryMappedFiles;
using Amuro.Runtime;

namespace Amuro.Checkpoints;

/// <summary>A file mapped into memory for reading: only the parts that are looked at are brought in.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private bool _disposed;

    private MappedFile(string path, FileStream stream, MemoryMappedFile file, long length)
    {
        _stream = stream;
        Path = path;
        Length = length;
        _file = file;
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + _view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Opens a file of at least <paramref name="least"/> bytes; <paramref name="kind"/> is what errors call it.</summary>
    public static MappedFile Open(string path, string kind, int least)
    {
        string full = System.IO.Path.GetFullPath(path);
        FileInfo? info = LinkedFile.Find(full);
        if (info is null)
        {
            throw new AmuroException($"{full}: expected a {kind}, found nothing.");
        }

        if (info.Length < least)
        {
            throw new AmuroException($"{full}: expected a {kind} of at least {least} bytes, found {info.Length}.");
        }

        FileStream? stream = null;
        MemoryMappedFile? file = null;
        try
        {
            stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            file = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new MappedFile(full, stream, file, info.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            stream?.Dispose();
            throw new AmuroException($"{full}: expected a readable {kind}, found: {e.Message}", e);
        }
    }

    /// <summary>A part of the file, valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Span(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <summary>
    /// Copies a part of the file without touching the mapping: what is read once need not stay in the memory of the process.
    /// </summary>
    public void Read(long offset, Span<byte> into)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - into.Length);
        try
        {
            while (into.Length > 0)
            {
                int count = RandomAccess.Read(_stream.SafeFileHandle, into, offset);
                if (count == 0)
                {
                    throw new AmuroException($"{Path}: expected {Length} bytes as when it was opened, found the end at {offset}.");
                }

                into = into[count..];
                offset += count;
            }
        }
        catch (IOException e)
        {
            throw new AmuroException($"{Path}: expected a readable file, found: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
            _stream.Dispose();
        }
    }
}
