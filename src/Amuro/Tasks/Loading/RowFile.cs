using Amuro.Runtime;
using Amuro.Tasks.Loading.Arrow;
using Amuro.Tasks.Loading.Parquet;

namespace Amuro.Tasks.Loading;

/// <summary>The rows of a file, whatever kind it is of.</summary>
internal static class RowFile
{
    /// <summary>
    /// The content decides between Arrow and Parquet, which begin with marks of their own; the extension between CSV
    /// (<c>.csv</c>, with tabs <c>.tsv</c>) and JSONL (all else).
    /// </summary>
    public static IEnumerable<DataRow> Read(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        byte[] start = Start(path);
        return extension switch
        {
            ".csv" => CsvRows.Read(path, ','),
            ".tsv" => CsvRows.Read(path, '\t'),
            _ when ParquetFile.Is(start) => ParquetFile.Read(path),
            _ when ArrowFile.Is(start) => ArrowFile.Read(path),
            ".parquet" => throw new AmuroException($"{path}: expected a Parquet file, which begins with PAR1, found {Shown(start)}"),
            ".arrow" or ".feather" or ".ipc" => throw new AmuroException($"{path}: expected an Arrow file, which begins with ARROW1, or an Arrow stream, which begins with 0xFFFFFFFF, found {Shown(start)}"),
            _ => JsonLines(path),
        };
    }

    /// <summary>The rows of a JSONL file.</summary>
    public static IEnumerable<DataRow> JsonLines(string path) =>
        StrictText.ReadLines(path).Select(line => DataRow.Parse(path, FormattableString.Invariant($"line {line.Number}"), line.Text));

    private static byte[] Start(string path)
    {
        if (!File.Exists(path))
        {
            return []; // the reader of the text says what is wrong
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] start = new byte[8];
            return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"{path}: expected a file that can be read, found: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static string Shown(byte[] start) => start.Length == 0 ? "an empty file, or none" : "0x" + Convert.ToHexString(start);
}
