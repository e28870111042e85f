namespace Amuro.Tasks.Loading.Parquet;

/// <summary>The values of one data page, in each of Parquet's encodings.</summary>
internal static class ParquetValues
{
    public static object?[] Decode(FileBytes data, long encoding, ParquetType type, int count, object?[]? dictionary)
    {
        return (encoding, type.Physical) switch
        {
            (0, _) => Plain(data, type, count),
            (2 or 8, _) => FromDictionary(data, count, dictionary ?? throw data.Error(0, "a dictionary page before this one", "none")),
            (3, 0) => [.. ParquetBits.Runs(data.Slice(4, data.I32(0)), 1, count).Select(bit => (object)(bit != 0))],
            (5, 1 or 2) => Exactly(data, count, ParquetBits.Deltas(data, count, out _)).Select(type.Integer).ToArray(),
            (6, 6) => Parts(data, type, count),
            (7, 6 or 7) => Prefixed(data, type, count),
            (9, 1 or 2 or 4 or 5 or 7) => Streams(data, type, count),
            _ => throw data.Error(0, "an encoding that is read and fits the type", $"encoding {encoding} of type {type.Physical}"),
        };
    }

    /// <summary>Encoding PLAIN, also that of dictionaries.</summary>
    public static object?[] Plain(FileBytes data, ParquetType type, int count)
    {
        var values = new object?[count];
        long at = 0;
        for (int i = 0; i < count; i++)
        {
            if (type.Physical == 0)
            {
                values[i] = (data.U8(i >> 3) >> (i & 7) & 1) != 0;
                continue;
            }

            int length = type.Width;
            if (length == 0)
            {
                length = data.I32(at);
                at += 4;
            }

            values[i] = type.Value(data, at, length);
            at += length;
        }

        return values;
    }

    private static object?[] FromDictionary(FileBytes data, int count, object?[] dictionary)
    {
        if (count == 0)
        {
            return [];
        }

        int[] places = ParquetBits.Runs(data.From(1), data.U8(0), count);
        return [.. places.Select(place => (uint)place < (uint)dictionary.Length
            ? dictionary[place]
            : throw data.Error(0, $"places in a dictionary of {dictionary.Length} entries", $"{place}"))];
    }

    private static object?[] Parts(FileBytes data, ParquetType type, int count)
    {
        long[] lengths = Exactly(data, count, ParquetBits.Deltas(data, count, out long at));
        var values = new object?[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = type.Value(data, at, Length(data, lengths[i]));
            at += lengths[i];
        }

        return values;
    }

    // Each text begins with so many bytes of the one before.
    private static object?[] Prefixed(FileBytes data, ParquetType type, int count)
    {
        long[] prefixes = Exactly(data, count, ParquetBits.Deltas(data, count, out long end));
        FileBytes rest = data.From(end);
        long[] lengths = Exactly(data, count, ParquetBits.Deltas(rest, count, out long at));
        var values = new object?[count];
        byte[] before = [];
        for (int i = 0; i < count; i++)
        {
            if (prefixes[i] < 0 || prefixes[i] > before.Length)
            {
                throw data.Error(0, $"a beginning of at most {before.Length} bytes", $"{prefixes[i]}");
            }

            byte[] value = [.. before.AsSpan(0, (int)prefixes[i]), .. rest.At(at, Length(data, lengths[i]))];
            at += lengths[i];
            values[i] = type.Value(data.With(value), 0, value.Length);
            before = value;
        }

        return values;
    }

    // All first bytes, then all second bytes, and so on.
    private static object?[] Streams(FileBytes data, ParquetType type, int count)
    {
        byte[] value = new byte[type.Width];
        var values = new object?[count];
        for (int i = 0; i < count; i++)
        {
            for (int b = 0; b < value.Length; b++)
            {
                value[b] = data.U8(((long)b * count) + i);
            }

            values[i] = type.Value(data.With([.. value]), 0, value.Length);
        }

        return values;
    }

    private static int Length(FileBytes data, long length) =>
        length is >= 0 and <= int.MaxValue ? (int)length : throw data.Error(0, "the length of a value", $"{length}");

    private static long[] Exactly(FileBytes data, int count, long[] values) =>
        values.Length == count ? values : throw data.Error(0, $"{count} values", $"{values.Length}");
}
