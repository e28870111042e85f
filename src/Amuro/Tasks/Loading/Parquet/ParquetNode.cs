using Amuro.Runtime;

namespace Amuro.Tasks.Loading.Parquet;

/// <summary>An element of a Parquet schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Repetition">0 required, 1 optional, 2 repeated.</param>
/// <param name="Levels">The highest definition level (optional and repeated elements down to here).</param>
/// <param name="Repeats">The highest repetition level (repeated elements down to here).</param>
/// <param name="IsList">Whether its one child holds the elements of a list.</param>
/// <param name="Children">None for a column.</param>
/// <param name="Column">Number of the column; -1 for a group.</param>
/// <param name="Type">How a column is stored.</param>
internal sealed record ParquetNode(
    string Name, int Repetition, int Levels, int Repeats, bool IsList, IReadOnlyList<ParquetNode> Children, int Column, ParquetType? Type)
{
    private const int DeepestNesting = 32;

    /// <summary>The first column below here: its levels tell what is there.</summary>
    public int FirstColumn => Column >= 0 ? Column : Children[0].FirstColumn;

    /// <summary>All columns below here, in order.</summary>
    public IEnumerable<ParquetNode> Columns => Column >= 0 ? [this] : Children.SelectMany(child => child.Columns);

    public static ParquetNode Root(IReadOnlyList<ThriftStruct> elements)
    {
        int next = 0;
        int columns = 0;
        return Read(elements, ref next, ref columns, 0, 0, 0);
    }

    private static ParquetNode Read(IReadOnlyList<ThriftStruct> elements, ref int next, ref int columns, int levels, int repeats, int depth)
    {
        if (next >= elements.Count || depth > DeepestNesting)
        {
            throw (elements.Count > 0 ? elements[0].Error("a schema with all its elements", $"{elements.Count} elements") : new AmuroException("Parquet schema: expected elements, found none"));
        }

        ThriftStruct element = elements[next++];
        string name = element.Text(4);
        long children = element.Number(5, 0);
        long repetition = depth == 0 ? 0 : element.Number(3);
        if (repetition is < 0 or > 2 || children < 0 || children > elements.Count || (depth == 0 && children == 0))
        {
            throw element.Error($"a schema element '{StrictText.Shorten(name)}' with a known repetition and its children", $"repetition {repetition} and {children} children");
        }

        levels += repetition == 0 ? 0 : 1;
        repeats += repetition == 2 ? 1 : 0;
        if (children == 0)
        {
            return new ParquetNode(name, (int)repetition, levels, repeats, false, [], columns++, ParquetType.Of(element, name));
        }

        List<ParquetNode> below = [];
        for (int i = 0; i < children; i++)
        {
            below.Add(Read(elements, ref next, ref columns, levels, repeats, depth + 1));
        }

        if (below.DistinctBy(child => child.Name).Count() != below.Count)
        {
            throw element.Error($"each field of '{StrictText.Shorten(name)}' once", "one twice");
        }

        // LIST, MAP and MAP_KEY_VALUE, by either of the two ways to say so.
        bool annotated = element.Number(6, -1) is 1 or 2 or 3 || (element.Has(10) && (element.Struct(10).Has(2) || element.Struct(10).Has(3)));
        bool isList = annotated && below is [{ Repetition: 2 }];
        return new ParquetNode(name, (int)repetition, levels, repeats, isList, below, -1, null);
    }
}
