using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Checkpoints;

/// <summary>A weight to be written: what it is and how to write its bytes.</summary>
/// <param name="Info">Name, type and shape.</param>
/// <param name="WriteTo">Writes exactly <see cref="WeightInfo.Bytes"/> bytes, row-major and little-endian.</param>
public sealed record WeightSource(WeightInfo Info, Action<Stream> WriteTo);

/// <summary>Writes safetensors files as Hugging Face does, one weight after another without holding all in memory.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes a file. It appears under its name only when it is complete. Weights are ordered by size of element, then name.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="weights">The weights, in any order, names once each.</param>
    /// <param name="metadata">Texts to store beside them. Default: <c>format</c> = <c>pt</c>.</param>
    /// <exception cref="AmuroException">A name occurs twice, a weight wrote another number of bytes, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<WeightSource> weights, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(weights);
        string? twice = weights.GroupBy(w => w.Info.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new AmuroException($"{path}: expected every name once, found {twice} twice.");
        }

        WeightSource[] ordered =
        [
            .. weights.OrderByDescending(w => WeightInfo.BytesPerElement(w.Info.Type))
                .ThenBy(w => w.Info.Type)
                .ThenBy(w => w.Info.Name, StringComparer.Ordinal),
        ];
        AtomicFile.Write(path, stream =>
        {
            WriteHeader(stream, ordered, metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
            foreach (WeightSource weight in ordered)
            {
                long before = stream.Position;
                weight.WriteTo(stream);
                if (stream.Position - before != weight.Info.Bytes)
                {
                    throw new AmuroException(
                        $"{path}: weight {weight.Info.Name}: expected {weight.Info.Bytes} bytes, found {stream.Position - before}.");
                }
            }
        });
    }

    private static void WriteHeader(Stream stream, WeightSource[] weights, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long position = 0;
            foreach (WeightInfo info in weights.Select(w => w.Info))
            {
                json.WriteStartObject(info.Name);
                json.WriteString("dtype", SafetensorsHeader.NameOf(info.Type));
                WriteNumbers(json, "shape", info.Shape);
                WriteNumbers(json, "data_offsets", [position, position + info.Bytes]);
                json.WriteEndObject();
                position += info.Bytes;
            }

            json.WriteEndObject();
        }

        // Spaces bring the data to a multiple of 8.
        int padding = (8 - (buffer.WrittenCount % 8)) % 8;
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, buffer.WrittenCount + padding);
        stream.Write(prefix);
        stream.Write(buffer.WrittenSpan);
        stream.Write("       "u8[..padding]);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
