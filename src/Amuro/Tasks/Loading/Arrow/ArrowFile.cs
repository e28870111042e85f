using Amuro.Runtime;

namespace Amuro.Tasks.Loading.Arrow;

/// <summary>The rows of an Arrow IPC stream, or of an Arrow file, which is a stream between two marks and with a directory behind it.</summary>
/// <remarks>
/// Read are the types of <see cref="ArrowKind"/>, dictionaries included; compressed batches, decimals, unions and views are refused
/// by name. Binary values become base64 text; dates and times the integers that they are stored as. The package Apache.Arrow is not
/// used: on damaged metadata it reads memory that is not its own, which ends the process.
/// </remarks>
internal static class ArrowFile
{
    private const uint Continuation = 0xFFFFFFFF;

    private static ReadOnlySpan<byte> Mark => "ARROW1"u8;

    public static bool Is(ReadOnlySpan<byte> start) =>
        start.StartsWith(Mark) || (start.Length >= 4 && BitConverter.ToUInt32(start) == Continuation);

    public static IEnumerable<DataRow> Read(string path)
    {
        FileBytes file = FileBytes.Read(path);
        if (file.Span.StartsWith(Mark))
        {
            if (file.Length < 24 || !file.Span.EndsWith(Mark))
            {
                throw file.Error(file.Length, "the mark ARROW1 at the end of the file", "none: the file was cut");
            }

            file = file.Slice(8, file.Length - 8);
        }

        return Rows(file);
    }

    private static IEnumerable<DataRow> Rows(FileBytes stream)
    {
        IReadOnlyList<ArrowField>? schema = null;
        var dictionaries = new Dictionary<long, object?[]>();
        var budget = new ValueBudget(stream.Length);
        int rows = 0;
        foreach ((FlatTable message, FileBytes body) in Messages(stream))
        {
            FlatTable header = message.Table(2) ?? throw message.Error("a message with a header", "none");
            switch (message.Byte(1))
            {
                case 1 when schema is null:
                    schema = Schema(header);
                    break;
                case 2 when schema is not null:
                    AddDictionary(header, body, schema, dictionaries, budget);
                    break;
                case 3 when schema is not null:
                    var batch = new ArrowBatch(header, body, dictionaries, budget);
                    object?[][] columns = [.. schema.Select(batch.Column)];
                    foreach (DataRow row in TableRows.Of(stream.Path, [.. schema.Select(field => field.Name)], columns, batch.Rows, rows + 1))
                    {
                        yield return row;
                    }

                    rows += batch.Rows;
                    break;
                default:
                    throw message.Error("a schema, then dictionaries and record batches", $"a message of type {message.Byte(1)}");
            }
        }

        if (schema is null)
        {
            throw stream.Error(0, "a schema", "none");
        }
    }

    private static IReadOnlyList<ArrowField> Schema(FlatTable header)
    {
        IReadOnlyList<ArrowField> schema = ArrowField.Schema(header);
        return schema.Count > 0 && schema.DistinctBy(field => field.Name).Count() == schema.Count
            ? schema
            : throw header.Error("columns, each name once", StrictText.Shorten(string.Join(", ", schema.Select(field => field.Name))));
    }

    private static void AddDictionary(
        FlatTable header, FileBytes body, IReadOnlyList<ArrowField> schema, Dictionary<long, object?[]> dictionaries, ValueBudget budget)
    {
        long number = header.Long(0);
        ArrowField field = schema.Select(column => Find(column, number)).FirstOrDefault(found => found is not null)
            ?? throw header.Error("a dictionary that a column uses", $"number {number}");
        FlatTable data = header.Table(1) ?? throw header.Error("a dictionary with values", "none");
        object?[] values = new ArrowBatch(data, body, dictionaries, budget).Column(field with { Dictionary = null });
        bool delta = header.Byte(2) != 0;
        dictionaries[number] = delta && dictionaries.TryGetValue(number, out object?[]? before) ? [.. before, .. values] : values;
    }

    private static ArrowField? Find(ArrowField field, long dictionary) => field.Dictionary == dictionary
        ? field
        : field.Children.Select(child => Find(child, dictionary)).FirstOrDefault(found => found is not null);

    // A stream may lawfully end without its end mark, but then a cut between two batches could not be told from a whole file.
    private static IEnumerable<(FlatTable Message, FileBytes Body)> Messages(FileBytes stream)
    {
        long at = 0;
        while (true)
        {
            if (at >= stream.Length)
            {
                throw stream.Error(at, "another message, or the mark that ends the stream", "the end of the file: it was cut");
            }

            bool marked = (uint)stream.I32(at) == Continuation;
            at += marked ? 4 : 0;
            int length = stream.I32(at);
            at += 4;
            if (length == 0)
            {
                yield break;
            }

            FlatTable message = FlatTable.Root(stream.Slice(at, length));
            at += length;
            long size = message.Long(3);
            FileBytes body = stream.Slice(at, size);
            at += size;
            yield return (message, body);
        }
    }
}
