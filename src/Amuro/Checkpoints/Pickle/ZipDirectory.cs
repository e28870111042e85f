using System.Buffers.Binary;

namespace Amuro.Checkpoints.Pickle;

/// <summary>
/// Where the entries of a zip file lie. Only what <c>torch.save</c> writes is taken: entries stored as they are, so that the
/// weights can be read from the mapped file without unpacking.
/// </summary>
/// <remarks>
/// System.IO.Compression does not tell where the bytes of an entry begin. Source: APPNOTE 6.3.10 of PKWARE, sections 4.3.7 to 4.5.3.
/// </remarks>
internal sealed class ZipDirectory
{
    private const int EndLength = 22, LocatorLength = 20, End64Length = 56, EntryLength = 46, LocalLength = 30;
    private const int MaxDirectoryBytes = 1 << 26;

    private readonly MappedFile _file;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public ZipDirectory(MappedFile file)
    {
        _file = file;
        (long offset, long size) = FindDirectory();
        if (offset < 0 || size < 0 || size > MaxDirectoryBytes || offset > file.Length - size)
        {
            throw Bad("a directory inside the file");
        }

        ReadOnlySpan<byte> rest = file.Span(offset, (int)size);
        while (rest.Length > 0)
        {
            int length = ReadEntry(rest);
            rest = rest[length..];
        }
    }

    private readonly record struct Entry(long Header, long Size, bool Stored);

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>First byte and length of an entry's content; null if there is no such entry.</summary>
    public (long Start, long Size)? Find(string name)
    {
        if (!_entries.TryGetValue(name, out Entry entry))
        {
            return null;
        }

        if (!entry.Stored)
        {
            throw Bad($"the entry {Printable.Of(name)} stored as it is, found it compressed or encrypted");
        }

        if (entry.Header < 0 || entry.Header > _file.Length - LocalLength)
        {
            throw Bad($"the entry {Printable.Of(name)} inside the file");
        }

        ReadOnlySpan<byte> header = _file.Span(entry.Header, LocalLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50)
        {
            throw Bad($"the header of {Printable.Of(name)}");
        }

        long start = entry.Header + LocalLength + U16(header, 26) + U16(header, 28);
        return entry.Size >= 0 && start <= _file.Length - entry.Size
            ? (start, entry.Size)
            : throw Bad($"the entry {Printable.Of(name)} inside the file");
    }

    private (long Offset, long Size) FindDirectory()
    {
        int window = (int)Math.Min(_file.Length, EndLength + ushort.MaxValue);
        ReadOnlySpan<byte> tail = _file.Span(_file.Length - window, window);
        for (int at = window - EndLength; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == 0x06054b50 && EndLength + U16(end, 20) == end.Length)
            {
                return FindDirectory64(_file.Length - window + at) ?? (U32(end, 16), U32(end, 12));
            }
        }

        throw Bad("its end with the directory; it is cut off or damaged");
    }

    private (long Offset, long Size)? FindDirectory64(long end)
    {
        if (end < LocatorLength)
        {
            return null;
        }

        ReadOnlySpan<byte> locator = _file.Span(end - LocatorLength, LocatorLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != 0x07064b50)
        {
            return null;
        }

        long at = I64(locator, 8);
        if (at < 0 || at > _file.Length - End64Length
            || BinaryPrimitives.ReadUInt32LittleEndian(_file.Span(at, 4)) != 0x06064b50)
        {
            throw Bad("its long directory");
        }

        ReadOnlySpan<byte> record = _file.Span(at, End64Length);
        return (I64(record, 48), I64(record, 40));
    }

    private int ReadEntry(ReadOnlySpan<byte> from)
    {
        if (from.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(from) != 0x02014b50)
        {
            throw Bad("an entry in its directory");
        }

        int name = U16(from, 28), extra = U16(from, 30), length = EntryLength + name + extra + U16(from, 32);
        if (length > from.Length)
        {
            throw Bad("whole entries in its directory");
        }

        string text = System.Text.Encoding.Latin1.GetString(from.Slice(EntryLength, name));
        (long size, long packed, long header) = Sizes(from, from.Slice(EntryLength + name, extra));
        bool stored = U16(from, 10) == 0 && (U16(from, 8) & 1) == 0 && size == packed;
        if (!_entries.TryAdd(text, new Entry(header, size, stored)))
        {
            throw Bad($"every entry once, found {Printable.Of(text)} twice");
        }

        return length;
    }

    // Numbers that do not fit 32 bits stand in the extra field 1, in this order.
    private (long Size, long Packed, long Header) Sizes(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        long packed = U32(entry, 20), size = U32(entry, 24), header = U32(entry, 42);
        while (extra.Length >= 4)
        {
            int length = U16(extra, 2);
            if (length > extra.Length - 4)
            {
                break;
            }

            if (U16(extra, 0) == 1)
            {
                ReadOnlySpan<byte> numbers = extra.Slice(4, length);
                Widen(ref size, ref numbers);
                Widen(ref packed, ref numbers);
                Widen(ref header, ref numbers);
                break;
            }

            extra = extra[(4 + length)..];
        }

        return (size, packed, header);
    }

    private static void Widen(ref long number, ref ReadOnlySpan<byte> numbers)
    {
        if (number == uint.MaxValue && numbers.Length >= 8)
        {
            number = I64(numbers, 0);
            numbers = numbers[8..];
        }
    }

    private static int U16(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);

    private static long U32(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt32LittleEndian(from[at..]);

    private static long I64(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadInt64LittleEndian(from[at..]);

    private AmuroException Bad(string expected) => new($"{_file.Path}: zip file: expected {expected}.");
}
