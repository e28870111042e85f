using System.Text.Encodings.Web;
using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Analysis;

/// <summary>Findings as a JSON array of objects, for people and for programs; what is not a number is null.</summary>
internal static class JsonList
{
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public static void Save<T>(string path, IEnumerable<T> findings, Action<Utf8JsonWriter, T> writeMembers) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        foreach (T finding in findings)
        {
            json.WriteStartObject();
            writeMembers(json, finding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteFinite(value);
    }

    public static void WriteFinite(this Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
