using Amuro.Runtime;

namespace Amuro.Tasks.Loading.Arrow;

/// <summary>What the values of a column are. Numbers are those of the union Type in Arrow's Schema.fbs.</summary>
internal enum ArrowKind
{
    Null = 1,
    Int = 2,
    Float = 3,
    Binary = 4,
    Text = 5,
    Bool = 6,
    Date = 8,
    Time = 9,
    Timestamp = 10,
    List = 12,
    Struct = 13,
    FixedBinary = 15,
    FixedList = 16,
    Map = 17,
    Duration = 18,
    LargeBinary = 19,
    LargeText = 20,
    LargeList = 21,
}

/// <summary>A column of the schema, with its children.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Width">Bytes of one value of a number or a fixed-size binary; elements of a fixed-size list.</param>
/// <param name="Signed">Whether an integer is signed.</param>
/// <param name="Dictionary">Number of the dictionary that holds its values; null: they are in place.</param>
/// <param name="IndexWidth">Bytes of an index into the dictionary.</param>
/// <param name="Children">Fields of a structure, or the elements of a list.</param>
internal sealed record ArrowField(
    string Name, ArrowKind Kind, int Width, bool Signed, long? Dictionary, int IndexWidth, IReadOnlyList<ArrowField> Children)
{
    // A damaged message may refer to itself: both limits end that.
    private const int DeepestNesting = 32;
    private const int MostFields = 10_000;

    public static IReadOnlyList<ArrowField> Schema(FlatTable schema)
    {
        if (schema.Short(0) != 0)
        {
            throw schema.Error("little-endian data", "big-endian data, which is not read");
        }

        int fields = 0;
        var result = new List<ArrowField>();
        foreach (FlatTable field in schema.Tables(1))
        {
            result.Add(Read(field, 0, ref fields));
        }

        return result;
    }

    private static ArrowField Read(FlatTable field, int depth, ref int fields)
    {
        if (depth > DeepestNesting || ++fields > MostFields)
        {
            throw field.Error($"a schema of at most {MostFields} fields and {DeepestNesting} levels", "a larger one");
        }

        string name = field.Text(0);
        var kind = (ArrowKind)field.Byte(2);
        FlatTable type = field.Table(3) ?? throw field.Error($"a type for the column '{StrictText.Shorten(name)}'", "none");
        List<ArrowField> children = [];
        foreach (FlatTable child in field.Tables(5))
        {
            children.Add(Read(child, depth + 1, ref fields));
        }

        FlatTable? dictionary = field.Table(4);
        var result = new ArrowField(
            name,
            kind,
            WidthOf(kind, type, name),
            kind == ArrowKind.Int && type.Byte(1) != 0,
            dictionary?.Long(0),
            dictionary?.Table(1) is { } index ? WidthOf(ArrowKind.Int, index, name) : 4,
            children);
        bool good = kind switch
        {
            ArrowKind.List or ArrowKind.LargeList or ArrowKind.FixedList or ArrowKind.Map => children.Count == 1,
            ArrowKind.Struct => children.Select(child => child.Name).Distinct(StringComparer.Ordinal).Count() == children.Count,
            _ => children.Count == 0,
        };
        return good ? result : throw field.Error($"children that fit the type {kind} of the column '{StrictText.Shorten(name)}', each name once", $"{children.Count}");
    }

    private static int WidthOf(ArrowKind kind, FlatTable type, string name)
    {
        int width = kind switch
        {
            ArrowKind.Int => type.Int(0) / 8,
            ArrowKind.Float => type.Short(0) switch { 0 => 2, 1 => 4, 2 => 8, _ => -1 },
            ArrowKind.Date => type.Short(0, 1) == 0 ? 4 : 8,
            ArrowKind.Time => type.Int(1, 32) / 8,
            ArrowKind.Timestamp or ArrowKind.Duration => 8,
            ArrowKind.FixedBinary or ArrowKind.FixedList => type.Int(0),
            _ => Enum.IsDefined(kind) ? 0 : throw type.Error($"a type that is read for the column '{StrictText.Shorten(name)}' ({string.Join(", ", Enum.GetNames<ArrowKind>())})", $"Arrow type number {(int)kind}"),
        };
        bool good = kind is ArrowKind.Int or ArrowKind.Time ? width is 1 or 2 or 4 or 8 : width >= 0;
        return good ? width : throw type.Error($"a width of the column '{StrictText.Shorten(name)}' that its type can have", $"{width}");
    }
}
