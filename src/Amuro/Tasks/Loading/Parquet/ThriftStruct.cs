namespace Amuro.Tasks.Loading.Parquet;

/// <summary>A structure of Thrift's compact protocol: its fields by number. Parquet's metadata are made of these.</summary>
internal sealed class ThriftStruct
{
    private const int DeepestNesting = 32;

    private readonly Dictionary<int, object> _fields = [];
    private readonly FileBytes _data;

    private ThriftStruct(FileBytes data) => _data = data;

    /// <summary>Reads a structure at the start of some bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="length">How many of them it took.</param>
    public static ThriftStruct Read(FileBytes data, out long length)
    {
        long at = 0;
        ThriftStruct result = Struct(data, ref at, 0);
        length = at;
        return result;
    }

    public bool Has(int field) => _fields.ContainsKey(field);

    public long Number(int field, long? missing = null) => _fields.TryGetValue(field, out object? value)
        ? value is long number ? number : throw Wrong(field, "a number")
        : missing ?? throw Wrong(field, "a number");

    public bool Truth(int field, bool missing) => _fields.TryGetValue(field, out object? value)
        ? value is bool truth ? truth : throw Wrong(field, "a truth value")
        : missing;

    public string Text(int field) => _fields.GetValueOrDefault(field) is FileBytes bytes ? bytes.Text(0, bytes.Length) : throw Wrong(field, "a text");

    public ThriftStruct Struct(int field) => _fields.GetValueOrDefault(field) as ThriftStruct ?? throw Wrong(field, "a structure");

    public IReadOnlyList<ThriftStruct> Structs(int field) => _fields.GetValueOrDefault(field) is List<object> list && list.All(item => item is ThriftStruct)
        ? [.. list.Cast<ThriftStruct>()]
        : throw Wrong(field, "a list of structures");

    public AmuroException Error(string expected, string found) => _data.Error(0, expected, found);

    private AmuroException Wrong(int field, string expected) => Error($"{expected} in field {field} of Parquet's metadata", Has(field) ? "something else" : "none");

    private static ThriftStruct Struct(FileBytes data, ref long at, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw data.Error(at, $"metadata of at most {DeepestNesting} levels", "deeper ones");
        }

        var result = new ThriftStruct(data.From(at));
        int field = 0;
        while (true)
        {
            byte head = data.U8(at++);
            if (head == 0)
            {
                return result;
            }

            field = head >> 4 != 0 ? field + (head >> 4) : (int)ZigZag(data, ref at);
            int type = head & 15;
            result._fields[field] = type is 1 or 2 ? type == 1 : Value(data, ref at, type, depth);
        }
    }

    private static object Value(FileBytes data, ref long at, int type, int depth)
    {
        switch (type)
        {
            case 1 or 2: return data.U8(at++) == 1; // an element of a list
            case 3: return (long)(sbyte)data.U8(at++);
            case 4 or 5 or 6: return ZigZag(data, ref at);
            case 7:
                at += 8;
                return BitConverter.Int64BitsToDouble(data.I64(at - 8));
            case 8:
                long length = Varint(data, ref at);
                FileBytes bytes = data.Slice(at, length);
                at += length;
                return bytes;
            case 9 or 10 when depth <= DeepestNesting:
                byte head = data.U8(at++);
                long count = head >> 4 == 15 ? Varint(data, ref at) : head >> 4;
                var list = new List<object>();
                for (long i = 0; i < count; i++)
                {
                    list.Add(Value(data, ref at, head & 15, depth + 1)); // takes a byte or more, so the file's end ends it
                }

                return list;
            case 12: return Struct(data, ref at, depth + 1);
            default: throw data.Error(at, "a type of Thrift that Parquet uses", $"number {type}");
        }
    }

    private static long ZigZag(FileBytes data, ref long at) => ParquetBits.ZigZag(data, ref at);

    private static long Varint(FileBytes data, ref long at) => ParquetBits.Varint(data, ref at);
}
