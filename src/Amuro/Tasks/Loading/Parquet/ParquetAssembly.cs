namespace Amuro.Tasks.Loading.Parquet;

/// <summary>Puts the columns of a row group together again: lists and structures from definition and repetition levels.</summary>
internal sealed class ParquetAssembly
{
    private readonly ParquetColumn[] _columns;
    private readonly ThriftStruct _group;
    private readonly ValueBudget _budget;
    private readonly FileBytes _file;

    public ParquetAssembly(FileBytes file, ThriftStruct group, ParquetNode root, long rows, ValueBudget budget)
    {
        (_file, _group, _budget) = (file, group, budget);
        IReadOnlyList<ThriftStruct> chunks = group.Structs(1);
        ParquetNode[] nodes = [.. root.Columns];
        if (chunks.Count != nodes.Length)
        {
            throw group.Error($"a row group of {nodes.Length} columns", $"{chunks.Count}");
        }

        _columns = [.. nodes.Select((node, c) => new ParquetColumn(file, chunks[c].Struct(3), node, rows, budget))];
    }

    /// <summary>The value of a field in the next row.</summary>
    public object? Field(ParquetNode node)
    {
        ParquetColumn first = _columns[node.FirstColumn];
        if (node.Repetition == 2)
        {
            return Repeated(node, first);
        }

        return node.Repetition == 1 && first.Definition < node.Levels ? Skip(node) : Value(node);
    }

    /// <summary>Refuses entries that no row has taken.</summary>
    public void CheckEnd()
    {
        if (_columns.Any(column => !column.AtEnd))
        {
            throw _group.Error("as many entries as the rows of the group need", "more in one of its columns");
        }
    }

    private object?[] Repeated(ParquetNode node, ParquetColumn first)
    {
        if (first.Definition < node.Levels)
        {
            Skip(node);
            return [];
        }

        List<object?> elements = [];
        do
        {
            _budget.Take(1, _file, node.Name);
            elements.Add(Value(node));
        }
        while (!first.AtEnd && first.Repetition == node.Repeats);
        return [.. elements];
    }

    private object? Value(ParquetNode node)
    {
        if (node.Column >= 0)
        {
            return _columns[node.Column].Take();
        }

        if (!node.IsList)
        {
            return new TableRows.Structure([.. node.Children.Select(child => child.Name)], [.. node.Children.Select(Field)]);
        }

        // The elements are the repeated group's only child, or, in files of old writers, the group itself (format specification, "Lists").
        ParquetNode repeated = node.Children[0];
        bool wrapped = repeated.Children.Count == 1 && !repeated.IsList && repeated.Name != "array" && repeated.Name != node.Name + "_tuple";
        object?[] elements = (object?[])Field(repeated)!;
        return wrapped ? [.. elements.Select(element => ((TableRows.Structure)element!).Values[0])] : elements;
    }

    private object? Skip(ParquetNode node)
    {
        foreach (ParquetNode column in node.Columns)
        {
            _columns[column.Column].Take();
        }

        return null;
    }
}
