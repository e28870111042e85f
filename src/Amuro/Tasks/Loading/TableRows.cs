using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amuro.Tasks.Loading;

/// <summary>Turns decoded columns into rows.</summary>
/// <remarks>
/// A value is null, <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="float"/>,
/// <see cref="double"/>, <c>byte[]</c> (written as base64), <c>object?[]</c> (a list) or <see cref="Structure"/>.
/// </remarks>
internal static class TableRows
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A value with named fields.</summary>
    internal sealed record Structure(IReadOnlyList<string> Names, object?[] Values);

    /// <summary>The rows of some columns of equal length; the first is number <paramref name="first"/>, counted from 1.</summary>
    public static IEnumerable<DataRow> Of(string path, IReadOnlyList<string> names, IReadOnlyList<object?[]> columns, int rows, int first)
    {
        for (int r = 0; r < rows; r++)
        {
            yield return Of(path, FormattableString.Invariant($"row {first + r}"), names, [.. columns.Select(column => column[r])]);
        }
    }

    /// <summary>One row.</summary>
    public static DataRow Of(string path, string place, IReadOnlyList<string> names, object?[] values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            Write(writer, new Structure(names, values));
        }

        return DataRow.Parse(path, place, buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case long number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case float or double: writer.WriteStringValue(FormattableString.Invariant($"{value}")); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case object?[] list:
                writer.WriteStartArray();
                foreach (object? element in list)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            case Structure structure:
                writer.WriteStartObject();
                for (int i = 0; i < structure.Names.Count; i++)
                {
                    writer.WritePropertyName(structure.Names[i]);
                    Write(writer, structure.Values[i]);
                }

                writer.WriteEndObject();
                break;
            default: throw new InvalidOperationException($"no way to write {value.GetType()}");
        }
    }
}
