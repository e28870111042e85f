using Amuro.Runtime;

namespace Amuro.Tasks.Loading.Parquet;

/// <summary>How the values of a column are stored, and what they mean.</summary>
/// <param name="Physical">0 BOOLEAN, 1 INT32, 2 INT64, 4 FLOAT, 5 DOUBLE, 6 BYTE_ARRAY, 7 FIXED_LEN_BYTE_ARRAY.</param>
/// <param name="Length">Bytes of a FIXED_LEN_BYTE_ARRAY.</param>
/// <param name="IsText">Whether bytes are UTF-8.</param>
/// <param name="Unsigned">Whether integers have no sign.</param>
internal sealed record ParquetType(int Physical, int Length, bool IsText, bool Unsigned)
{
    private const int Boolean = 0;
    private const int Int96 = 3;

    /// <summary>Bytes of a value in the plain encoding; 0 where it varies.</summary>
    public int Width => Physical switch { 1 or 4 => 4, 2 or 5 => 8, 7 => Length, _ => 0 };

    public static ParquetType Of(ThriftStruct element, string name)
    {
        long physical = element.Number(1);
        long length = element.Number(2, 0);
        long converted = element.Number(6, -1);
        ThriftStruct? logical = element.Has(10) ? element.Struct(10) : null;
        if (physical is < Boolean or Int96 or > 7 || (physical == 7 && length is <= 0 or > 1 << 20))
        {
            throw element.Error($"a physical type of the column '{StrictText.Shorten(name)}' that is read", physical == Int96 ? "INT96" : $"number {physical}, length {length}");
        }

        if (converted == 5 || logical?.Has(5) == true)
        {
            throw element.Error($"a column '{StrictText.Shorten(name)}' of a type that is read", "decimal numbers");
        }

        bool text = converted is 0 or 4 or 19 || logical?.Has(1) == true || logical?.Has(4) == true || logical?.Has(12) == true;
        return new ParquetType((int)physical, (int)length, text && physical == 6, converted is >= 11 and <= 14);
    }

    /// <summary>A value of fixed width, or the bytes of one that varies.</summary>
    public object Value(FileBytes data, long at, int length) => Physical switch
    {
        1 => Unsigned ? (long)(uint)data.I32(at) : (long)data.I32(at),
        2 => Unsigned ? (ulong)data.I64(at) : data.I64(at),
        4 => BitConverter.Int32BitsToSingle(data.I32(at)),
        5 => BitConverter.Int64BitsToDouble(data.I64(at)),
        _ => IsText ? data.Text(at, length) : data.At(at, length).ToArray(),
    };

    /// <summary>An integer that was not stored plainly.</summary>
    public object Integer(long value) => (Physical, Unsigned) switch
    {
        (1, true) => (long)(uint)value,
        (1, false) => (long)(int)value,
        (_, true) => (ulong)value,
        _ => value,
    };
}
