using System.Text.Json;

namespace Amuro.Models.Families;

/// <summary>Reads keys of a <c>config.json</c> and gathers what is wrong instead of stopping at the first problem.</summary>
internal sealed class ConfigReader(JsonElement root)
{
    public List<string> Problems { get; } = [];

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

        Problems.Add($"{key}: expected a whole number, found {element.Value.GetRawText()}");
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

        Problems.Add($"{key}: expected a token id, found {element.Value.GetRawText()}");
        return null;
    }

    public double? Number(string key) => Number(root, key, key);

    public bool Flag(string key, bool otherwise)
    {
        JsonElement? element = Find(root, key);
        switch (element?.ValueKind)
        {
            case null: return otherwise;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default:
                Problems.Add($"{key}: expected true or false, found {element.Value.GetRawText()}");
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
            Problems.Add($"{key}: expected \"{expected}\", found {element.Value.GetRawText()}");
        }
    }

    /// <summary>Base and scaling of the rotary embedding, from <c>rope_parameters</c> or <c>rope_theta</c> and <c>rope_scaling</c>.</summary>
    public (double Theta, RopeScaling? Scaling) Rope(double defaultTheta)
    {
        double? flat = Number("rope_theta");
        string where = Find(root, "rope_parameters") is not null ? "rope_parameters" : "rope_scaling";
        JsonElement? found = Find(root, where);
        if (found is not { ValueKind: JsonValueKind.Object } rope)
        {
            if (found is not null)
            {
                Problems.Add($"{where}: expected an object, found {found.Value.GetRawText()}");
            }

            return (flat ?? defaultTheta, null);
        }

        double theta = Number(rope, "rope_theta", $"{where}.rope_theta") ?? flat ?? defaultTheta;
        JsonElement? kind = Find(rope, "rope_type") ?? Find(rope, "type");
        string type = kind is null ? "default" : kind.Value.ToString();
        double Need(string key) => Number(rope, key, $"{where}.{key}") ?? Missing($"{where}.{key}");
        switch (type)
        {
            case "default":
                return (theta, null);
            case "linear":
                return (theta, new LinearRopeScaling(Need("factor")));
            case "llama3":
                double original = Need("original_max_position_embeddings");
                return (theta, new Llama3RopeScaling(
                    Need("factor"), Need("low_freq_factor"), Need("high_freq_factor"), original is > 0 and <= int.MaxValue ? (int)original : 0));
            default:
                Problems.Add($"{where}.rope_type: expected one of default, linear, llama3, found \"{type}\"");
                return (theta, null);
        }
    }

    private double? Number(JsonElement from, string key, string label)
    {
        JsonElement? element = Find(from, key);
        if (element is null)
        {
            return null;
        }

        if (element.Value.ValueKind == JsonValueKind.Number && element.Value.TryGetDouble(out double number) && double.IsFinite(number))
        {
            return number;
        }

        Problems.Add($"{label}: expected a number, found {element.Value.GetRawText()}");
        return null;
    }

    private int Missing(string key)
    {
        Problems.Add($"{key}: expected a number, found none");
        return 1;
    }

    private static JsonElement? Find(JsonElement from, string key) =>
        from.TryGetProperty(key, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;
}
