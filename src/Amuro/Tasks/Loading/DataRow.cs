using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>One row of a file of any kind, as a JSON object: typed access to its columns, with errors that name file, place and column.</summary>
internal sealed class DataRow
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, JsonElement> _columns = new(StringComparer.Ordinal);

    private DataRow(string path, string place)
    {
        Path = path;
        Place = place;
    }

    public string Path { get; }

    /// <summary><c>line 3</c> of a text, <c>row 3</c> of a table; both count from 1.</summary>
    public string Place { get; }

    public IEnumerable<string> Columns => _columns.Keys;

    public static DataRow Parse(string path, string place, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_options);
            return From(path, place, document);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            string why = error is JsonException { BytePositionInLine: long position } ? $"a mistake at byte {position + 1}" : "a text that is not Unicode";
            throw new AmuroException($"{path}, {place}: expected a JSON object, found {why} of '{StrictText.Shorten(text)}'", error);
        }
    }

    /// <summary>A row of a table, written as JSON by <see cref="TableRows"/>.</summary>
    public static DataRow Parse(string path, string place, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, s_options);
            return From(path, place, document);
        }
        catch (JsonException error)
        {
            throw new AmuroException($"{path}, {place}: expected each column and each field of a column once, found one twice", error);
        }
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public JsonElement Get(string column) => _columns.TryGetValue(column, out JsonElement value)
        ? value
        : throw new AmuroException($"{Path}, {Place}: expected the column '{column}', found {(_columns.Count == 0 ? "no column" : "the columns " + string.Join(", ", _columns.Keys))}");

    /// <summary>A text, or a number or truth value as JSON writes it.</summary>
    public string Text(string column) => Text(column, Get(column), "a text");

    public string Text(string column, JsonElement value, string expected) => value.ValueKind switch
    {
        JsonValueKind.String => Unescaped(column, value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Error(column, expected, Kind(value)),
    };

    public IReadOnlyList<string> Texts(string column, JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(element => Text(column, element, "a list of texts"))]
        : throw Error(column, "a list of texts", Kind(value));

    public AmuroException Error(string column, string expected, string found) =>
        new($"{Path}, {Place}, column '{column}': expected {expected}, found {found}");

    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text {StrictText.Shorten(value.GetRawText())}",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private static DataRow From(string path, string place, JsonDocument document)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new AmuroException($"{path}, {place}: expected a JSON object, found {Kind(document.RootElement)}");
        }

        var row = new DataRow(path, place);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            row._columns.Add(property.Name, property.Value.Clone());
        }

        return row;
    }

    private string Unescaped(string column, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new AmuroException($"{Path}, {Place}, column '{column}': expected Unicode text, found half of a surrogate pair", error);
        }
    }
}
