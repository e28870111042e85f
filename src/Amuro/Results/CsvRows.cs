using System.Text;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>CSV files with a fixed header, written and read row by row.</summary>
internal static class CsvRows
{
    /// <summary>Writes the records under a temporary name and renames the file when it is whole.</summary>
    /// <exception cref="AmuroException">The place cannot be written, or a field is not valid Unicode.</exception>
    public static void Write(string path, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> records)
    {
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, StrictText.Utf8, bufferSize: 1 << 16, leaveOpen: true);
                var text = new StringBuilder();
                foreach (IReadOnlyList<string> record in records.Prepend(header))
                {
                    CsvText.Append(text, record);
                    if (text.Length >= 1 << 16)
                    {
                        writer.Write(text);
                        text.Clear();
                    }
                }

                writer.Write(text);
            });
        }
        catch (EncoderFallbackException error)
        {
            throw new AmuroException($"{path}: expected texts in valid Unicode, found half of a surrogate pair", error);
        }
    }

    /// <summary>The rows of a file whose header must be exactly the one given.</summary>
    /// <exception cref="AmuroException">No such file, not UTF-8, another header, or a bad row: file, line, column, expected and found.</exception>
    public static IEnumerable<T> Read<T>(string path, string[] header, Func<CsvRecord, T> parse)
    {
        using StreamReader reader = TextFile.Open(path);
        bool begun = false;
        foreach ((int line, string[] fields) in new CsvReader(reader, path).Records())
        {
            if (!begun)
            {
                CheckHeader(path, line, header, fields);
                begun = true;
            }
            else if (fields.Length != header.Length)
            {
                throw new AmuroException($"{path}, line {line}: expected {header.Length} fields, found {fields.Length}");
            }
            else
            {
                yield return parse(new CsvRecord(path, line, header, fields));
            }
        }

        if (!begun)
        {
            throw new AmuroException($"{path}: expected the header {string.Join(',', header)}, found an empty file");
        }
    }

    private static void CheckHeader(string path, int line, string[] expected, string[] found)
    {
        for (int i = 0; i < Math.Max(expected.Length, found.Length); i++)
        {
            string? want = i < expected.Length ? expected[i] : null;
            string? have = i < found.Length ? found[i] : null;
            if (want != have)
            {
                throw new AmuroException($"{path}, line {line}, column {i + 1} of the header: expected {Quote(want)}, found {Quote(have)}");
            }
        }
    }

    private static string Quote(string? name) => name is null ? "nothing" : $"'{StrictText.Shorten(name)}'";
}
