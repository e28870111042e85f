namespace Amuro.Tokenization.Chat;

/// <summary>The methods of strings and mappings. Nothing that changes a value: transformers refuses that, too.</summary>
internal static class Methods
{
    private static readonly string[] UnknownOfStrings =
    [
        "casefold", "center", "encode", "expandtabs", "format", "format_map", "isalnum", "isascii", "isdecimal", "isidentifier", "isnumeric",
        "isprintable", "istitle", "ljust", "maketrans", "partition", "rindex", "rjust", "rpartition", "splitlines", "swapcase", "translate", "zfill",
    ];

    private static readonly string[] UnknownOfLists =
        ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

    private static readonly string[] UnknownOfMappings = ["clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update"];

    /// <summary>The method of a value, or null if values of its type have none of that name.</summary>
    public static CallableValue? Find(object? value, string name)
    {
        Func<CallArguments, object?>? body = value switch
        {
            string text => OfText(text, name),
            MapValue map => OfMap(map, name),
            _ => null,
        };
        if (body is not null)
        {
            return new CallableValue(name, body);
        }

        string[] unknown = value switch
        {
            string => UnknownOfStrings,
            List<object?> => UnknownOfLists,
            MapValue map when !map.ContainsKey(name) => UnknownOfMappings,
            _ => [],
        };
        return Array.IndexOf(unknown, name) < 0 ? null
            : throw new TemplateFault($"the method '{name}' of {Values.Describe(value)} is not supported");
    }

    private static Func<CallArguments, object?>? OfText(string text, string name) => name switch
    {
        "strip" => call => PythonText.Strip(text, left: true, right: true, call.OptionalText("chars")),
        "lstrip" => call => PythonText.Strip(text, left: true, right: false, call.OptionalText("chars")),
        "rstrip" => call => PythonText.Strip(text, left: false, right: true, call.OptionalText("chars")),
        "upper" => _ => text.ToUpperInvariant(),
        "lower" => _ => text.ToLowerInvariant(),
        "title" => _ => PythonText.Title(text),
        "capitalize" => _ => PythonText.Capitalize(text),
        "split" or "rsplit" => call => PythonText.Split(
            text, call.OptionalText("sep"), (int)Math.Clamp(Values.Integer(call.Optional("maxsplit", -1L)), -1, int.MaxValue), name == "rsplit"),
        "startswith" => call => Edge(call, text.StartsWith),
        "endswith" => call => Edge(call, text.EndsWith),
        "replace" => call => Filters.Replace(call, text),
        "removeprefix" => call => call.Text("prefix") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
        "removesuffix" => call => call.Text("suffix") is { Length: > 0 } suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
        "find" or "index" => call => Position(call, text, text.IndexOf(call.Text("sub"), StringComparison.Ordinal)),
        "rfind" => call => Position(call, text, text.LastIndexOf(call.Text("sub"), StringComparison.Ordinal)),
        "count" => call => call.Text("sub") is { Length: > 0 } part ? (long)(text.Split(part, StringSplitOptions.None).Length - 1) : PythonText.Length(text) + 1L,
        "join" => call => Filters.Join(call.Context, Values.Items(call.Take("items")), text, strict: true),
        "isdigit" => _ => text.Length > 0 && text.All(char.IsAsciiDigit),
        "isalpha" => _ => text.Length > 0 && text.EnumerateRunes().All(System.Text.Rune.IsLetter),
        "isspace" => _ => text.Length > 0 && PythonText.IsSpace(text),
        "isupper" or "islower" => _ => text.Any(char.IsLetter)
            && string.Equals(text, name == "isupper" ? text.ToUpperInvariant() : text.ToLowerInvariant(), StringComparison.Ordinal),
        _ => null,
    };

    private static Func<CallArguments, object?>? OfMap(MapValue map, string name) => name switch
    {
        "items" => _ => Filters.Pairs(map),
        "keys" => _ => map.Keys.ToList<object?>(),
        "values" => _ => map.Values.ToList(),
        "get" => call => call.Take("key") is string key && map.TryGetValue(key, out object? value) ? Skip(call, value) : call.Optional("default"),
        _ => null,
    };

    private static object? Skip(CallArguments call, object? value)
    {
        call.Optional("default");
        return value;
    }

    private static object Edge(CallArguments call, Func<string, StringComparison, bool> test) => call.Take("text") switch
    {
        TupleValue several => several.Exists(part => test(Values.Text(part, call.Name), StringComparison.Ordinal)),
        var part => test(Values.Text(part, call.Name), StringComparison.Ordinal),
    };

    private static object Position(CallArguments call, string text, int index) =>
        index < 0 && call.Name == "index" ? throw new TemplateFault("index: the text is not there")
        : index < 0 ? -1L : PythonText.Length(text[..index]);
}
