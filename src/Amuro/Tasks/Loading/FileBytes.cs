using System.Buffers.Binary;
using System.Text;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>A part of a file in memory. Nothing outside of it can be read: what a damaged file asks for is refused with its position.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="data">The bytes.</param>
/// <param name="origin">Position of the first byte in the file; -1 for bytes that were decompressed.</param>
internal readonly struct FileBytes(string path, ReadOnlyMemory<byte> data, long origin)
{
    public string Path => path;

    public int Length => data.Length;

    public ReadOnlySpan<byte> Span => data.Span;

    public static FileBytes Read(string path)
    {
        try
        {
            return new FileBytes(path, File.ReadAllBytes(path), 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"{path}: expected a file below 2 GB that can be read, found: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    public FileBytes Slice(long offset, long length)
    {
        Check(offset, length);
        return new FileBytes(path, data.Slice((int)offset, (int)length), origin < 0 ? -1 : origin + offset);
    }

    public FileBytes From(long offset) => Slice(offset, Length - offset);

    /// <summary>Other bytes, decompressed from these.</summary>
    public FileBytes With(byte[] decompressed) => new(path, decompressed, -1);

    public byte U8(long offset) => At(offset, 1)[0];

    public ushort U16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2));

    public int I32(long offset) => BinaryPrimitives.ReadInt32LittleEndian(At(offset, 4));

    public long I64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(At(offset, 8));

    public ReadOnlySpan<byte> At(long offset, long length)
    {
        Check(offset, length);
        return data.Span.Slice((int)offset, (int)length);
    }

    public string Text(long offset, long length)
    {
        try
        {
            return StrictText.Utf8.GetString(At(offset, length));
        }
        catch (DecoderFallbackException error)
        {
            throw Error(offset, "UTF-8 text", "other bytes", error);
        }
    }

    public AmuroException Error(long offset, string expected, string found, Exception? inner = null)
    {
        string place = origin < 0 ? $"position {offset} of a decompressed page" : $"position {origin + offset}";
        return new AmuroException($"{path}, {place}: expected {expected}, found {found}", inner!);
    }

    private void Check(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > data.Length || length > data.Length - offset)
        {
            string what = origin < 0 ? "page" : "file";
            throw Error(Math.Clamp(offset, 0, data.Length), $"{length} bytes", $"{Math.Max(0, data.Length - Math.Max(0, offset))} before the end of the {what} or of its part");
        }
    }
}
