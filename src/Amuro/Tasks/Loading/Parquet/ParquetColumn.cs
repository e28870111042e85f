namespace Amuro.Tasks.Loading.Parquet;

/// <summary>The entries of a column in one row group: levels and values, read one after the other.</summary>
internal sealed class ParquetColumn
{
    private readonly FileBytes _chunk;
    private readonly ParquetNode _node;
    private readonly List<int> _definitions = [];
    private readonly List<int> _repetitions = [];
    private readonly List<object?> _values = [];
    private int _entry;
    private int _value;

    /// <summary>Reads all pages of the column.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="chunk">The structure ColumnMetaData of the footer.</param>
    /// <param name="node">The column in the schema.</param>
    /// <param name="rows">Rows of the row group.</param>
    /// <param name="budget">How many values may still be made.</param>
    public ParquetColumn(FileBytes file, ThriftStruct chunk, ParquetNode node, long rows, ValueBudget budget)
    {
        _node = node;
        long entries = chunk.Number(5);
        if (chunk.Number(1) != node.Type!.Physical || entries < 0 || (node.Repeats == 0 && entries != rows))
        {
            throw chunk.Error($"{rows} values of type {node.Type.Physical} in the column '{node.Name}'", $"{entries} of type {chunk.Number(1)}");
        }

        budget.Take(entries, file, node.Name);
        long start = chunk.Has(11) && chunk.Number(11) > 0 ? Math.Min(chunk.Number(11), chunk.Number(9)) : chunk.Number(9);
        _chunk = file.Slice(start, chunk.Number(7));
        object?[]? dictionary = null;
        for (long at = 0; _definitions.Count < entries;)
        {
            ThriftStruct header = ThriftStruct.Read(_chunk.From(at), out long length);
            FileBytes page = _chunk.Slice(at + length, header.Number(3));
            at += length + page.Length;
            switch (header.Number(1))
            {
                case 2:
                    FileBytes entriesOf = ParquetCodec.Decompress(page, chunk.Number(4), header.Number(2));
                    long count = header.Struct(7).Number(1);
                    budget.Take(count, file, node.Name);
                    dictionary = ParquetValues.Plain(entriesOf, node.Type, (int)count);
                    break;
                case 0 or 3:
                    AddPage(page, header, chunk.Number(4), entries - _definitions.Count, dictionary);
                    break;
                case 1: break; // an index
                default: throw header.Error("a data page or a dictionary", $"a page of type {header.Number(1)}");
            }
        }
    }

    public bool AtEnd => _entry == _definitions.Count;

    /// <summary>Definition level of the next entry.</summary>
    public int Definition => AtEnd ? throw TooFew() : _definitions[_entry];

    /// <summary>Repetition level of the next entry; 0 at the end.</summary>
    public int Repetition => AtEnd ? 0 : _repetitions[_entry];

    /// <summary>The value of the next entry, null if there is none; goes on to the one behind.</summary>
    public object? Take()
    {
        int level = Definition;
        _entry++;
        return level == _node.Levels ? _values[_value++] : null;
    }

    private AmuroException TooFew() => _chunk.Error(_chunk.Length, $"an entry for each row in the column '{_node.Name}'", "too few");

    private void AddPage(FileBytes page, ThriftStruct header, long codec, long left, object?[]? dictionary)
    {
        bool second = header.Number(1) == 3;
        ThriftStruct head = header.Struct(second ? 8 : 5);
        long count = head.Number(1);
        if (count < 0 || count > left)
        {
            throw header.Error($"a page of at most {left} entries", $"{count}");
        }

        FileBytes data;
        int[] repetitions;
        int[] definitions;
        if (second)
        {
            long repetitionBytes = head.Number(6);
            long definitionBytes = head.Number(5);
            repetitions = Levels(page.Slice(0, repetitionBytes), _node.Repeats, (int)count);
            definitions = Levels(page.Slice(repetitionBytes, definitionBytes), _node.Levels, (int)count);
            data = page.From(repetitionBytes + definitionBytes);
            long size = header.Number(2) - repetitionBytes - definitionBytes;
            data = ParquetCodec.Decompress(data, head.Truth(7, true) && data.Length > 0 ? codec : 0, size);
        }
        else
        {
            data = ParquetCodec.Decompress(page, codec, header.Number(2));
            repetitions = PrefixedLevels(ref data, head.Number(4), _node.Repeats, (int)count);
            definitions = PrefixedLevels(ref data, head.Number(3), _node.Levels, (int)count);
        }

        if (definitions.Any(level => level > _node.Levels) || repetitions.Any(level => level > _node.Repeats))
        {
            throw header.Error($"levels up to {_node.Levels} and {_node.Repeats}", "higher ones");
        }

        int values = definitions.Count(level => level == _node.Levels);
        _repetitions.AddRange(repetitions);
        _definitions.AddRange(definitions);
        _values.AddRange(ParquetValues.Decode(data, head.Number(second ? 4 : 2), _node.Type!, values, dictionary));
    }

    private static int[] PrefixedLevels(ref FileBytes data, long encoding, int most, int count)
    {
        if (most == 0)
        {
            return new int[count];
        }

        if (encoding != 3)
        {
            throw data.Error(0, "levels in the encoding RLE", $"encoding {encoding}");
        }

        int length = data.I32(0);
        FileBytes levels = data.Slice(4, length);
        data = data.From(4L + length);
        return Levels(levels, most, count);
    }

    private static int[] Levels(FileBytes data, int most, int count) =>
        most == 0 ? new int[count] : ParquetBits.Runs(data, ParquetBits.WidthOf(most), count);
}
