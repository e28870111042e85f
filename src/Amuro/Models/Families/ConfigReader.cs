using System.Text.Json;

namespace Amuro.Models.Families;

/// <summary>Reads keys of a <c>config.json</c> and gathers what is wrong instead of stopping at the first problem.</summary>
internal sealed class ConfigReader(JsonElement root, string prefix = "", List<string>? problems = null)
{
    public List<string> Problems { get; } = problems ?? [];

    /// <summary>Whether a key is there, be it null.</summary>
    public bool Has(string key) => root.TryGetProperty(key, out _);

    public int Required(string key) => Int(key) ?? Missing(key);

    public int? Int(string key)
    {
        JsonElement? element = Find(root, key);
        if (element is null)
        {
            return null;
        }

        // Some exporters write whole numbers as 4096.0.
        if (element.Value.ValueKind == JsonValueKind.Number && element.Value.TryGetDouble(out double number)
            && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue)
        {
            return (int)number;
        }

        Problem(key, "a whole number", element);
        return null;
    }

    /// <summary>A token id; where there are several (Llama 3 names a list of ends), the first. A negative one means none.</summary>
    public int? TokenId(string key)
    {
        JsonElement? element = Find(root, key);
        if (element is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0)
        {
            element = list[0];
        }

        if (element is null)
        {
            return null;
        }

        if (element.Value.ValueKind == JsonValueKind.Number && element.Value.TryGetInt32(out int id))
        {
            return id < 0 ? null : id;
        }

        Problem(key, "a token id", element);
        return null;
    }

    public double? Number(string key)
    {
        JsonElement? element = Find(root, key);
        if (element is null)
        {
            return null;
        }

        if (element.Value.ValueKind == JsonValueKind.Number && element.Value.TryGetDouble(out double number) && double.IsFinite(number))
        {
            return number;
        }

        Problem(key, "a number", element);
        return null;
    }

    public double RequiredNumber(string key) => Number(key) ?? Missing(key);

    public bool Flag(string key, bool otherwise)
    {
        JsonElement? element = Find(root, key);
        switch (element?.ValueKind)
        {
            case null: return otherwise;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default:
                Problem(key, "true or false", element);
                return otherwise;
        }
    }

    public string? Text(string key) =>
        Find(root, key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Checks a key that may have one value only, because another would change the numbers.</summary>
    public void Expect(string key, string expected)
    {
        JsonElement? element = Find(root, key);
        if (element is not null && Text(key) != expected)
        {
            Problem(key, $"\"{expected}\"", element);
        }
    }

    /// <summary>Checks a flag that may have one value only.</summary>
    public void Expect(string key, bool expected)
    {
        if (Flag(key, expected) != expected)
        {
            Problem(key, expected ? "true" : "false", Find(root, key));
        }
    }

    /// <summary>The function of the MLP.</summary>
    public Activation Activation(string key, string otherwise)
    {
        if (ActivationNames.Find(Find(root, key) is null ? otherwise : Text(key)) is { } found)
        {
            return found;
        }

        Problem(key, "one of silu, gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, relu", Find(root, key));
        return default;
    }

    /// <summary>The layers that <c>layer_types</c> calls <c>sliding_attention</c>.</summary>
    /// <param name="layers">Number of layers.</param>
    /// <param name="otherwise">Whether a layer slides where the key is absent.</param>
    public LayerSet SlidingLayers(int layers, Func<int, bool> otherwise)
    {
        JsonElement? element = Find(root, "layer_types");
        if (element is null)
        {
            return new LayerSet(Enumerable.Range(0, Math.Max(0, layers)).Where(otherwise));
        }

        string?[] kinds = element.Value.ValueKind == JsonValueKind.Array
            ? [.. element.Value.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : null)]
            : [];
        if (kinds.Length != layers || kinds.Any(k => k is not ("sliding_attention" or "full_attention")))
        {
            Problem("layer_types", FormattableString.Invariant($"{layers} times sliding_attention or full_attention"), element);
        }

        return new LayerSet(Enumerable.Range(0, kinds.Length).Where(i => kinds[i] == "sliding_attention"));
    }

    /// <summary>An object under a key; null where there is none.</summary>
    public ConfigReader? Section(string key)
    {
        JsonElement? element = Find(root, key);
        if (element is { ValueKind: not JsonValueKind.Object })
        {
            Problem(key, "an object", element);
            return null;
        }

        return element is null ? null : new ConfigReader(element.Value, prefix + key + ".", Problems);
    }

    /// <summary>Adds a problem of a key.</summary>
    public void Problem(string key, string expected, string found) => Problems.Add($"{prefix}{key}: expected {expected}, found {found}");

    private void Problem(string key, string expected, JsonElement? found) => Problem(key, expected, found?.GetRawText() ?? "none");

    private int Missing(string key)
    {
        Problem(key, "a number", "none");
        return 1;
    }

    private static JsonElement? Find(JsonElement from, string key) =>
        from.TryGetProperty(key, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;
}
