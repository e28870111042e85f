using Amuro.Runtime;

namespace Amuro.Tasks.Loading.Arrow;

/// <summary>Decodes the columns of one record batch, in the order of Arrow's columnar format: nodes and buffers, depth first.</summary>
/// <param name="batch">The table RecordBatch of the message.</param>
/// <param name="body">Its buffers.</param>
/// <param name="dictionaries">The values of the dictionaries read so far.</param>
/// <param name="budget">How many values may still be made; a file cannot ask for more than its size allows.</param>
internal sealed class ArrowBatch(FlatTable batch, FileBytes body, IReadOnlyDictionary<long, object?[]> dictionaries, ValueBudget budget)
{
    private readonly FileBytes _nodes = batch.Structs(1, 16, out _);
    private readonly FileBytes _buffers = batch.Structs(2, 16, out _);
    private int _node;
    private int _buffer;

    /// <summary>Number of rows.</summary>
    public int Rows { get; } = Count(batch);

    /// <summary>The values of a column at the top of the schema, one for each row.</summary>
    public object?[] Column(ArrowField field)
    {
        object?[] values = Read(field);
        return values.Length == Rows
            ? values
            : throw batch.Error($"{Rows} values in the column '{StrictText.Shorten(field.Name)}'", $"{values.Length}");
    }

    private static int Count(FlatTable batch)
    {
        if (batch.Has(3))
        {
            throw batch.Error("a record batch that is not compressed", "a compressed one, which is not read");
        }

        long rows = batch.Long(0);
        return rows is >= 0 and <= int.MaxValue ? (int)rows : throw batch.Error("a number of rows", $"{rows}");
    }

    private object?[] Read(ArrowField field)
    {
        long length = _nodes.I64(16L * _node++);
        budget.Take(length, body, field.Name);
        var values = new object?[length];
        if (field.Kind == ArrowKind.Null)
        {
            return values;
        }

        FileBytes validity = Next();
        if (field.Dictionary is long number)
        {
            FromDictionary(field, number, validity, Next(), values);
        }
        else
        {
            Decode(field, values);
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Valid(validity, i) ? values[i] : null;
        }

        return values;
    }

    private void Decode(ArrowField field, object?[] values)
    {
        switch (field.Kind)
        {
            case ArrowKind.Bool:
                FileBytes bits = Next();
                Fill(values, i => (bits.U8(i >> 3) >> (i & 7) & 1) != 0);
                break;
            case ArrowKind.Float:
                FileBytes floats = Next();
                Fill(values, i => Float(floats.At((long)i * field.Width, field.Width)));
                break;
            case ArrowKind.Int or ArrowKind.Date or ArrowKind.Time or ArrowKind.Timestamp or ArrowKind.Duration:
                FileBytes numbers = Next();
                bool signed = field.Signed || field.Kind != ArrowKind.Int;
                Fill(values, i => Integer(numbers.At((long)i * field.Width, field.Width), signed));
                break;
            case ArrowKind.FixedBinary:
                FileBytes fixedBytes = Next();
                Fill(values, i => fixedBytes.At((long)i * field.Width, field.Width).ToArray());
                break;
            case ArrowKind.Text or ArrowKind.LargeText or ArrowKind.Binary or ArrowKind.LargeBinary:
                bool text = field.Kind is ArrowKind.Text or ArrowKind.LargeText;
                long[] ends = Offsets(values.Length, field.Kind is ArrowKind.LargeText or ArrowKind.LargeBinary);
                FileBytes data = Next();
                Fill(values, i => text ? data.Text(ends[i], ends[i + 1] - ends[i]) : data.At(ends[i], ends[i + 1] - ends[i]).ToArray());
                break;
            case ArrowKind.Struct:
                string[] names = [.. field.Children.Select(child => child.Name)];
                object?[][] columns = [.. field.Children.Select(Read)];
                if (columns.Any(column => column.Length < values.Length))
                {
                    throw batch.Error($"{values.Length} values in each field of '{StrictText.Shorten(field.Name)}'", "fewer");
                }

                Fill(values, i => new TableRows.Structure(names, [.. columns.Select(column => column[i])]));
                break;
            case ArrowKind.FixedList:
                object?[] equal = Read(field.Children[0]);
                Fill(values, i => Part(field, equal, (long)i * field.Width, (i + 1L) * field.Width));
                break;
            default: // List, LargeList, Map
                long[] places = Offsets(values.Length, field.Kind == ArrowKind.LargeList);
                object?[] elements = Read(field.Children[0]);
                Fill(values, i => Part(field, elements, places[i], places[i + 1]));
                break;
        }
    }

    // Without a bitmap all are valid.
    private static bool Valid(FileBytes validity, int i) => validity.Length == 0 || (validity.U8(i >> 3) >> (i & 7) & 1) != 0;

    private static void Fill(object?[] values, Func<int, object?> value)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(i);
        }
    }

    private void FromDictionary(ArrowField field, long number, FileBytes validity, FileBytes indices, object?[] values)
    {
        if (!dictionaries.TryGetValue(number, out object?[]? entries))
        {
            throw batch.Error($"dictionary {number} of the column '{StrictText.Shorten(field.Name)}' before the batch", "none");
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (Valid(validity, i))
            {
                object index = Integer(indices.At((long)i * field.IndexWidth, field.IndexWidth), signed: true);
                values[i] = index is long place && place >= 0 && place < entries.Length
                    ? entries[place]
                    : throw batch.Error($"an index below {entries.Length} in the column '{StrictText.Shorten(field.Name)}'", $"{index}");
            }
        }
    }

    private object?[] Part(ArrowField field, object?[] elements, long start, long end)
    {
        if (start < 0 || end < start || end > elements.Length)
        {
            throw batch.Error($"lists of the column '{StrictText.Shorten(field.Name)}' within its {elements.Length} elements", $"one from {start} to {end}");
        }

        budget.Take(end - start, body, field.Name);
        return elements[(int)start..(int)end];
    }

    // An empty column may come without its one offset.
    private long[] Offsets(int count, bool large)
    {
        FileBytes data = Next();
        var offsets = new long[count + 1];
        for (int i = 0; count > 0 && i <= count; i++)
        {
            offsets[i] = large ? data.I64(8L * i) : data.I32(4L * i);
        }

        return offsets;
    }

    private FileBytes Next()
    {
        long at = 16L * _buffer++;
        return body.Slice(_buffers.I64(at), _buffers.I64(at + 8));
    }

    private static object Float(ReadOnlySpan<byte> value) => value.Length switch
    {
        2 => (float)BitConverter.ToHalf(value),
        4 => BitConverter.ToSingle(value),
        _ => BitConverter.ToDouble(value),
    };

    private static object Integer(ReadOnlySpan<byte> value, bool signed) => (value.Length, signed) switch
    {
        (1, true) => (long)(sbyte)value[0],
        (1, false) => (long)value[0],
        (2, true) => (long)BitConverter.ToInt16(value),
        (2, false) => (long)BitConverter.ToUInt16(value),
        (4, true) => (long)BitConverter.ToInt32(value),
        (4, false) => (long)BitConverter.ToUInt32(value),
        (_, true) => BitConverter.ToInt64(value),
        (_, false) => BitConverter.ToUInt64(value),
    };
}
