using Amuro.Runtime;

namespace Amuro.Tasks.Loading.Parquet;

/// <summary>The rows of a Parquet file.</summary>
/// <remarks>
/// A reader of our own: Parquet.Net 6.1.0, which writes our results, knows neither second-version pages with repetition nor
/// run-length encoded truth values. Binary values become base64 text; dates and times the integers that they are stored as.
/// </remarks>
internal static class ParquetFile
{
    private static ReadOnlySpan<byte> Mark => "PAR1"u8;

    public static bool Is(ReadOnlySpan<byte> start) => start.StartsWith(Mark);

    public static IEnumerable<DataRow> Read(string path)
    {
        FileBytes file = FileBytes.Read(path);
        if (file.Length < 12 || !file.Span.EndsWith(Mark))
        {
            throw file.Error(file.Length, "the mark PAR1 at the end of the file", "none: the file was cut");
        }

        long length = (uint)file.I32(file.Length - 8);
        if (length > file.Length - 12)
        {
            throw file.Error(file.Length - 8, $"a footer of at most {file.Length - 12} bytes", $"{length}");
        }

        ThriftStruct footer = ThriftStruct.Read(file.Slice(file.Length - 8 - length, length), out _);
        return Rows(file, footer);
    }

    private static IEnumerable<DataRow> Rows(FileBytes file, ThriftStruct footer)
    {
        ParquetNode root = ParquetNode.Root(footer.Structs(2));
        string[] names = [.. root.Children.Select(child => child.Name)];
        var budget = new ValueBudget(file.Length);
        int first = 1;
        IReadOnlyList<ThriftStruct> groups = footer.Structs(4);
        long total = groups.Sum(group => Math.Max(0, group.Number(3)));
        if (total != footer.Number(3))
        {
            throw footer.Error($"row groups of {footer.Number(3)} rows", $"{total}");
        }

        foreach (ThriftStruct group in groups)
        {
            long rows = group.Number(3);
            budget.Take(rows, file, root.Name);
            var assembly = new ParquetAssembly(file, group, root, rows, budget);
            for (long r = 0; r < rows; r++, first++)
            {
                yield return TableRows.Of(file.Path, FormattableString.Invariant($"row {first}"), names, [.. root.Children.Select(assembly.Field)]);
            }

            assembly.CheckEnd();
        }
    }
}
