using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>One line of a JSONL file: typed access to its columns, with errors that name file, line and column.</summary>
internal sealed class JsonRow
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, JsonElement> _columns = new(StringComparer.Ordinal);

    private JsonRow(string path, int line)
    {
        Path = path;
        Line = line;
    }

    public string Path { get; }

    public int Line { get; }

    public IEnumerable<string> Columns => _columns.Keys;

    public static JsonRow Parse(string path, int line, string text)
    {
        var row = new JsonRow(path, line);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new AmuroException($"{path}, line {line}: expected a JSON object, found {Kind(document.RootElement)}");
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                row._columns.Add(property.Name, property.Value.Clone());
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            string why = error is JsonException { BytePositionInLine: long position } ? $"a mistake at byte {position + 1}" : "a text that is not Unicode";
            throw new AmuroException($"{path}, line {line}: expected a JSON object, found {why} of '{StrictText.Shorten(text)}'", error);
        }

        return row;
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public JsonElement Get(string column) => _columns.TryGetValue(column, out JsonElement value)
        ? value
        : throw new AmuroException($"{Path}, line {Line}: expected the column '{column}', found {(_columns.Count == 0 ? "no column" : "the columns " + string.Join(", ", _columns.Keys))}");

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
        new($"{Path}, line {Line}, column '{column}': expected {expected}, found {found}");

    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text {StrictText.Shorten(value.GetRawText())}",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private string Unescaped(string column, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new AmuroException($"{Path}, line {Line}, column '{column}': expected Unicode text, found half of a surrogate pair", error);
        }
    }
}
