using System.Text.Json;
using System.Text.RegularExpressions;
using Amuro.Checkpoints;

namespace Amuro.Models;

/// <summary>What an <c>adapter_config.json</c> says, or an error that names every option that cannot be followed.</summary>
/// <remarks>Source: peft 0.21.2, tuners/lora/config.py; get_pattern_key in utils/other.py.</remarks>
internal sealed class PeftOptions
{
    // They describe training, or where things came from, and change nothing in a trained adapter.
    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "auto_mapping", "base_model_name_or_path", "revision", "task_type", "inference_mode", "lora_dropout", "target_modules",
        "exclude_modules", "layers_to_transform", "layers_pattern", "megatron_core", "peft_version", "eva_config", "runtime_config",
        "qalora_group_size", "ensure_weight_tying",
    };

    private static readonly HashSet<string> Followed = new(StringComparer.Ordinal)
    {
        "peft_type", "r", "lora_alpha", "use_rslora", "use_dora", "fan_in_fan_out", "rank_pattern", "alpha_pattern", "bias", "init_lora_weights",
    };

    private readonly IReadOnlyList<(Regex Pattern, double Value)> _ranks;
    private readonly IReadOnlyList<(Regex Pattern, double Value)> _alphas;

    private PeftOptions(JsonElement root, List<string> problems)
    {
        Rank = (int)Number(root, "r", problems, least: 1);
        Alpha = Number(root, "lora_alpha", problems, least: double.MinValue);
        RankStabilized = Flag(root, "use_rslora", problems);
        Magnitudes = Flag(root, "use_dora", problems);
        InputFirst = Flag(root, "fan_in_fan_out", problems);
        _ranks = Patterns(root, "rank_pattern", problems);
        _alphas = Patterns(root, "alpha_pattern", problems);
    }

    public int Rank { get; }

    public double Alpha { get; }

    public bool RankStabilized { get; }

    public bool Magnitudes { get; }

    /// <summary>The adapted weights are stored [in, out], as GPT-2's are.</summary>
    public bool InputFirst { get; }

    public static PeftOptions Read(string path)
    {
        JsonElement root = JsonFile.Read(path);
        var problems = new List<string>();
        if (Text(root, "peft_type") != "LORA")
        {
            throw new AmuroException($"{path}: peft_type: expected \"LORA\", found {Raw(root, "peft_type")}.");
        }

        if (Text(root, "bias") is not (null or "none"))
        {
            problems.Add($"bias: expected \"none\", found {Raw(root, "bias")}");
        }

        // The other ways of beginning also change the weights of the model itself.
        bool plain = !root.TryGetProperty("init_lora_weights", out JsonElement first)
            || first.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            || (first.ValueKind == JsonValueKind.String && first.GetString() is "gaussian" or "eva" or "orthogonal");
        if (!plain)
        {
            problems.Add($"init_lora_weights: expected true, false, \"gaussian\", \"eva\" or \"orthogonal\", found {Raw(root, "init_lora_weights")}");
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!Followed.Contains(property.Name) && !WithoutEffect.Contains(property.Name) && !IsOff(property.Value))
            {
                problems.Add($"{property.Name}: expected it off, as it is not supported, found {Raw(root, property.Name)}");
            }
        }

        var options = new PeftOptions(root, problems);
        return problems.Count == 0 ? options : throw new AmuroException($"{path}: {string.Join("; ", problems)}.");
    }

    public int RankOf(string module) => (int)(Match(_ranks, module) ?? Rank);

    /// <summary>The factor of B A for a layer.</summary>
    public double ScaleOf(string module, int rank) =>
        (Match(_alphas, module) ?? Alpha) / (RankStabilized ? Math.Sqrt(rank) : rank);

    private static double? Match(IReadOnlyList<(Regex Pattern, double Value)> patterns, string module)
    {
        foreach ((Regex pattern, double value) in patterns)
        {
            if (pattern.IsMatch(module))
            {
                return value;
            }
        }

        return null;
    }

    private static List<(Regex Pattern, double Value)> Patterns(JsonElement root, string key, List<string> problems)
    {
        var result = new List<(Regex Pattern, double Value)>();
        if (!root.TryGetProperty(key, out JsonElement patterns) || patterns.ValueKind == JsonValueKind.Null)
        {
            return result;
        }

        if (patterns.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{key}: expected an object, found {Raw(root, key)}");
            return result;
        }

        foreach (JsonProperty entry in patterns.EnumerateObject())
        {
            double value = Number(patterns, entry.Name, problems, key == "rank_pattern" ? 1 : double.MinValue);
            try
            {
                // Without backtracking: the pattern comes from the file.
                result.Add((new Regex($@"\A(?:.*\.)?(?:{entry.Name})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), value));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                problems.Add($"{key}: expected names or simple patterns, found {entry.Name}");
            }
        }

        return result;
    }

    private static double Number(JsonElement root, string key, List<string> problems, double least)
    {
        if (root.TryGetProperty(key, out JsonElement element) && element.ValueKind == JsonValueKind.Number
            && element.TryGetDouble(out double number) && double.IsFinite(number) && number >= least
            && (least < 1 || (number <= int.MaxValue && number == Math.Floor(number))))
        {
            return number;
        }

        problems.Add($"{key}: expected {(least < 1 ? "a number" : "a whole number from 1")}, found {Raw(root, key)}");
        return 1;
    }

    private static bool Flag(JsonElement root, string key, List<string> problems)
    {
        if (!root.TryGetProperty(key, out JsonElement element) || element.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return false;
        }

        if (element.ValueKind != JsonValueKind.True)
        {
            problems.Add($"{key}: expected true or false, found {Raw(root, key)}");
        }

        return true;
    }

    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.GetRawText() == "\"\"",
        _ => false,
    };

    private static string? Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out JsonElement element) && element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string Raw(JsonElement root, string key) =>
        root.TryGetProperty(key, out JsonElement element) ? Runtime.StrictText.Shorten(element.GetRawText()) : "none";
}
