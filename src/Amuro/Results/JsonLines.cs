using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>Files with one JSON object on each line.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new NumberConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Writes the rows under a temporary name and renames the file when it is whole.</summary>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public static void Write<T>(string path, IEnumerable<T> rows) => AtomicFile.Write(path, stream =>
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = s_options.Encoder, SkipValidation = true });
        foreach (T row in rows)
        {
            JsonSerializer.Serialize(json, row, s_options);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount >= 1 << 15)
            {
                stream.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }

        stream.Write(buffer.WrittenSpan);
    });

    /// <summary>Gives each row of a file to <paramref name="add"/>, which may throw an <see cref="AmuroException"/> about it.</summary>
    /// <exception cref="AmuroException">No such file, not UTF-8, or a bad row: file, line, expected and found.</exception>
    public static void Read<T>(string path, Action<T> add)
    {
        foreach ((int line, string text) in TextFile.Lines(path))
        {
            T? row;
            try
            {
                row = JsonSerializer.Deserialize<T>(text, s_options);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                throw new AmuroException($"{path}, line {line}: expected the JSON object of a row, found: {StrictText.Shorten(error.Message)}", error);
            }

            try
            {
                add(row ?? throw new AmuroException("expected a JSON object, found null"));
            }
            catch (AmuroException error)
            {
                throw new AmuroException($"{path}, line {line}: {error.Message}", error);
            }
        }
    }

    /// <summary>JSON has no word for NaN, which is a missing number, nor for infinity.</summary>
    private sealed class NumberConverter : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Null => double.NaN,
            JsonTokenType.Number => reader.GetDouble(),
            JsonTokenType.String when reader.ValueTextEquals("Infinity") => double.PositiveInfinity,
            JsonTokenType.String when reader.ValueTextEquals("-Infinity") => double.NegativeInfinity,
            _ => throw new JsonException($"'{Encoding.UTF8.GetString(reader.ValueSpan)}' where a number or null is expected"),
        };

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else if (double.IsNaN(value))
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
            }
        }
    }
}
