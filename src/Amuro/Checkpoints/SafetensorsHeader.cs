using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;

namespace Amuro.Checkpoints;

/// <summary>The header of a safetensors file, checked against every rule of the format.</summary>
/// <remarks>Source: https://github.com/huggingface/safetensors#format. Layout: 8 bytes length, JSON, data.</remarks>
internal static class SafetensorsHeader
{
    /// <summary>The reference implementation refuses longer headers too.</summary>
    public const long MaxLength = 100_000_000;

    public const string MetadataKey = "__metadata__";

    private static readonly Dictionary<string, WeightType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = WeightType.Float64,
        ["F32"] = WeightType.Float32,
        ["F16"] = WeightType.Float16,
        ["BF16"] = WeightType.BFloat16,
        ["I64"] = WeightType.Int64,
        ["I32"] = WeightType.Int32,
        ["I16"] = WeightType.Int16,
        ["I8"] = WeightType.Int8,
        ["U8"] = WeightType.UInt8,
        ["BOOL"] = WeightType.Bool,
    };

    public readonly record struct Entry(WeightInfo Info, long Begin, long End);

    public static string NameOf(WeightType type) => Types.First(t => t.Value == type).Key;

    /// <summary>Length of the JSON text, or an error if the file cannot hold it.</summary>
    public static int Length(string path, ReadOnlySpan<byte> prefix, long fileLength)
    {
        if (fileLength < 8)
        {
            throw new AmuroException($"{path}: expected a safetensors file of at least 8 bytes, found {fileLength}.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        ulong available = (ulong)(fileLength - 8);
        if (length > MaxLength || length > available)
        {
            throw new AmuroException(
                $"{path}: expected a header of at most {Math.Min(available, MaxLength)} bytes, found the length {length}; the file is cut off or no safetensors file.");
        }

        return (int)length;
    }

    /// <summary>Reads the entries; <paramref name="dataLength"/> is what follows the header, in bytes.</summary>
    public static (Dictionary<string, Entry> Entries, Dictionary<string, string> Metadata) Parse(
        string path, ReadOnlyMemory<byte> json, long dataLength)
    {
        if (json.Length == 0 || json.Span[0] != (byte)'{')
        {
            throw new AmuroException($"{path}: expected the header to begin with '{{'; no safetensors file.");
        }

        using JsonDocument document = ParseJson(path, json);
        try
        {
            return Parse(path, document.RootElement, dataLength);
        }
        catch (InvalidOperationException e)
        {
            // Text that is no Unicode is found only when it is taken out.
            throw new AmuroException($"{path}: expected Unicode text in the header, found: {e.Message}", e);
        }
    }

    private static (Dictionary<string, Entry> Entries, Dictionary<string, string> Metadata) Parse(
        string path, JsonElement root, long dataLength)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                metadata = metadata is null ? ReadMetadata(path, property.Value) : throw Duplicate(path, MetadataKey);
            }
            else if (!entries.TryAdd(property.Name, ReadEntry(path, property.Name, property.Value)))
            {
                throw Duplicate(path, property.Name);
            }
        }

        CheckCoverage(path, entries.Values, dataLength);
        return (entries, metadata ?? []);
    }

    private static JsonDocument ParseJson(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new AmuroException($"{path}: expected JSON in the header, found: {Pickle.Printable.Of(e.Message)}", e);
        }
    }

    private static Dictionary<string, string> ReadMetadata(string path, JsonElement element)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new AmuroException($"{path}: expected {MetadataKey} to be an object, found {element.ValueKind}.");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                throw new AmuroException(
                    $"{path}: expected {MetadataKey}.{property.Name} to be a string, found {property.Value.ValueKind}.");
            }

            if (!result.TryAdd(property.Name, property.Value.GetString()!))
            {
                throw Duplicate(path, $"{MetadataKey}.{property.Name}");
            }
        }

        return result;
    }

    private static Entry ReadEntry(string path, string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Bad(path, name, "an object", element.ValueKind.ToString());
        }

        string[] keys = [.. element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
        if (!keys.SequenceEqual(["data_offsets", "dtype", "shape"]))
        {
            throw Bad(path, name, "the keys dtype, shape, data_offsets once each", string.Join(", ", keys));
        }

        JsonElement dtype = element.GetProperty("dtype");
        if (dtype.ValueKind != JsonValueKind.String || !Types.TryGetValue(dtype.GetString()!, out WeightType type))
        {
            throw Bad(path, name, "dtype to be one of " + string.Join(", ", Types.Keys), dtype.ToString());
        }

        long[] shape = ReadNumbers(path, name, "shape", element.GetProperty("shape"));
        long[] offsets = ReadNumbers(path, name, "data_offsets", element.GetProperty("data_offsets"));
        if (offsets.Length != 2 || offsets[1] < offsets[0])
        {
            throw Bad(path, name, "data_offsets [begin, end]", WeightInfo.Describe(offsets));
        }

        var info = new WeightInfo(name, type, ImmutableArray.Create(shape));
        long bytes;
        try
        {
            bytes = info.Bytes;
        }
        catch (OverflowException)
        {
            throw Bad(path, name, "a shape that fits in memory", info.ShapeText);
        }

        if (offsets[1] - offsets[0] != bytes)
        {
            throw Bad(path, name, $"{bytes} bytes for {dtype.GetString()} {info.ShapeText}", $"{offsets[1] - offsets[0]} bytes");
        }

        return new Entry(info, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(string path, string name, string key, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var numbers = new List<long>();
            foreach (JsonElement item in element.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
                {
                    throw Bad(path, name, $"{key} of whole numbers from 0", item.ToString());
                }

                numbers.Add(number);
            }

            return [.. numbers];
        }

        throw Bad(path, name, $"{key} to be an array", element.ValueKind.ToString());
    }

    // The data must cover the rest of the file exactly: no hole, no overlap, no tail.
    private static void CheckCoverage(string path, IEnumerable<Entry> entries, long dataLength)
    {
        long position = 0;
        foreach (Entry entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.End > dataLength)
            {
                throw Bad(path, entry.Info.Name, $"data within {dataLength} bytes", $"bytes {entry.Begin} to {entry.End}; the file is cut off or damaged");
            }

            if (entry.Begin != position)
            {
                string fault = entry.Begin < position ? "an overlap with another weight" : "a hole before it";
                throw Bad(path, entry.Info.Name, $"data to begin at byte {position}", $"{entry.Begin} ({fault})");
            }

            position = entry.End;
        }

        if (position != dataLength)
        {
            throw new AmuroException($"{path}: expected {position} bytes of data, found {dataLength}; some belong to no weight.");
        }
    }

    private static AmuroException Duplicate(string path, string name) =>
        new($"{path}: expected every name once, found {name} twice.");

    private static AmuroException Bad(string path, string name, string expected, string found) =>
        new($"{path}: weight {name}: expected {expected}, found {found}.");
}
