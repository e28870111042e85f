using System.Text.Json;

namespace Amuro.Tokenization;

/// <summary>
/// A value of a JSON file together with where it stands, so that every complaint can name the file and the field.
/// </summary>
internal readonly struct TokenizerJson(string file, string path, JsonElement element)
{
    public JsonElement Element => element;

    public string Where => $"{file}: {path}";

    public bool IsNull => element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>Parses a file; the document lives as long as the result is used.</summary>
    public static TokenizerJson Parse(string file, byte[] content)
    {
        try
        {
            ReadOnlyMemory<byte> json = content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsMemory(3) : content;
            return new TokenizerJson(file, "$", JsonDocument.Parse(json).RootElement).Expect(JsonValueKind.Object);
        }
        catch (JsonException error)
        {
            throw new AmuroException($"{file}: expected JSON, found an error in line {error.LineNumber + 1}: {Line(error.Message)}", error);
        }
    }

    /// <summary>The member of that name; a missing one reads as null.</summary>
    public TokenizerJson Get(string name)
    {
        Expect(JsonValueKind.Object);
        string inner = path == "$" ? name : $"{path}.{name}";
        return new TokenizerJson(file, inner, element.TryGetProperty(name, out JsonElement value) ? value : default);
    }

    public TokenizerJson Expect(JsonValueKind kind) =>
        element.ValueKind == kind ? this : throw Wrong(kind.ToString().ToLowerInvariant());

    public AmuroException Wrong(string expected)
    {
        string found = element.ValueKind switch
        {
            JsonValueKind.Undefined => "nothing",
            JsonValueKind.Object or JsonValueKind.Array => element.ValueKind.ToString().ToLowerInvariant(),
            _ => Line(element.GetRawText()),
        };
        return new AmuroException($"{file}: {path}: expected {expected}, found {found}");
    }

    public AmuroException Unsupported(string kind, string supported) =>
        new($"{file}: {path}: this {kind} is not supported: expected one of {supported}, found {Line(element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out JsonElement type) ? type.GetRawText() : element.GetRawText())}");

    public string Type() => Get("type").Text();

    public string Text()
    {
        Expect(JsonValueKind.String);
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new AmuroException($"{file}: {path}: expected well-formed text, found a lone surrogate", error);
        }
    }

    public string? TextOrNull(string name) => Get(name) is { IsNull: false } value ? value.Text() : null;

    public bool Flag(string name, bool ifAbsent)
    {
        TokenizerJson value = Get(name);
        return value.Element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null or JsonValueKind.Undefined => ifAbsent,
            _ => throw value.Wrong("true or false"),
        };
    }

    public int Integer() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) ? value : throw Wrong("an integer");

    public int Integer(string name, int ifAbsent) => Get(name) is { IsNull: false } value ? value.Integer() : ifAbsent;

    public TokenizerJson At(int index) => new(file, $"{path}[{index}]", element[index]);

    public IEnumerable<TokenizerJson> Items()
    {
        Expect(JsonValueKind.Array);
        string outer = path;
        string where = file;
        return element.EnumerateArray().Select((item, index) => new TokenizerJson(where, $"{outer}[{index}]", item));
    }

    public IEnumerable<(string Name, TokenizerJson Value)> Members()
    {
        Expect(JsonValueKind.Object);
        string outer = path;
        string where = file;
        return element.EnumerateObject().Select(member => (Name(member, where, outer), new TokenizerJson(where, outer, member.Value)));
    }

    private static string Name(JsonProperty member, string file, string path)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new AmuroException($"{file}: {path}: expected well-formed keys, found a lone surrogate", error);
        }
    }

    private static string Line(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= 80 ? line : line[..80] + "...";
    }
}
