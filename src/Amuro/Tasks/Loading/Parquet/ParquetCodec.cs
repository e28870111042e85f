using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp;

namespace Amuro.Tasks.Loading.Parquet;

/// <summary>Undoes the compression of pages.</summary>
internal static class ParquetCodec
{
    private const long LargestPage = 1 << 28;

    private static readonly string[] s_names = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"];

    /// <summary>Decompresses a page.</summary>
    /// <param name="data">The page as it is in the file.</param>
    /// <param name="codec">Number of the codec.</param>
    /// <param name="size">Bytes of the page when decompressed.</param>
    /// <exception cref="AmuroException">The codec is not read (LZO, and LZ4 in Hadoop's frames), or the page is damaged.</exception>
    public static FileBytes Decompress(FileBytes data, long codec, long size)
    {
        string name = codec >= 0 && codec < s_names.Length ? s_names[codec] : $"number {codec}";
        if (codec == 0)
        {
            return size == data.Length ? data : throw data.Error(0, $"a page of {size} bytes", $"{data.Length}");
        }

        if (codec is not (1 or 2 or 4 or 6 or 7))
        {
            throw data.Error(0, "the compression SNAPPY, GZIP, BROTLI, ZSTD, LZ4_RAW or none", name);
        }

        if (size is < 0 or > LargestPage)
        {
            throw data.Error(0, $"a page of at most {LargestPage} bytes", $"{size}");
        }

        byte[] page = new byte[size];
        int written;
        try
        {
            written = size == 0 ? 0 : Into(data.Span, codec, page);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Each codec has failures of its own; all of them mean this.
            throw data.Error(0, $"a page compressed with {name}", "bytes that it cannot have written", error);
        }

        return written == size ? data.With(page) : throw data.Error(0, $"a {name} page of {size} bytes", $"another length");
    }

    private static int Into(ReadOnlySpan<byte> data, long codec, byte[] page)
    {
        switch (codec)
        {
            case 1: return Snappy.GetUncompressedLength(data) == page.Length ? Snappy.Decompress(data, page) : -1;
            case 4: return BrotliDecoder.TryDecompress(data, page, out int written) ? written : -1;
            case 7: return LZ4Codec.Decode(data, page);
            case 6:
                using (var zstd = new Decompressor())
                {
                    return zstd.Unwrap(data, page);
                }

            default:
                using (var gzip = new GZipStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress))
                {
                    int read = gzip.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
                    return gzip.ReadByte() < 0 ? read : -1;
                }
        }
    }
}
