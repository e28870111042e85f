using System.IO.Enumeration;
using System.Text.Json;

namespace Amuro.Checkpoints.Hub;

/// <summary>Which files of a repository make up a checkpoint.</summary>
internal static class CheckpointFiles
{
    private static readonly string[] s_small =
    [
        "config.json", "generation_config.json", "tokenizer*", "special_tokens_map.json", "added_tokens.json", "vocab.*", "merges.txt",
        "chat_template*", "adapter_config.json", "config.yaml",
    ];

    // The first that is there is taken: one file before shards, safetensors before pickles.
    private static readonly string[] s_weights =
        ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json", "model.pt"];

    private static readonly string[] s_adapters = ["adapter_model.safetensors", "adapter_model.bin"];

    /// <summary>Config, tokenizer and so on, and the weights: files of them or one index, which names its shards.</summary>
    /// <exception cref="AmuroException">The listing has no config or no weights.</exception>
    public static (IReadOnlyList<string> Small, IReadOnlyList<string> Weights) Of(HubPlace place, HubListing files)
    {
        IReadOnlyList<string> listing = files.Files;
        string? weights = s_weights.FirstOrDefault(listing.Contains);
        string? adapter = listing.Contains("adapter_config.json") ? s_adapters.FirstOrDefault(listing.Contains) : null;
        bool config = listing.Contains("config.json") || (adapter is not null) || (weights == "model.pt" && listing.Contains("config.yaml"));
        if (!config || (weights ?? adapter) is null)
        {
            string found = $"{(config ? "no weights" : "no config.json")} among the {listing.Count} files";
            string where = files.FromCache ? " in the cache: download it once online" : "";
            throw new AmuroException($"{place}: expected config.json and weights ({string.Join(", ", s_weights)}), found {found}{where}.");
        }

        return ([.. listing.Where(f => Matches(f, s_small))], [.. new[] { weights, adapter }.OfType<string>()]);
    }

    /// <summary>The shards that an index names, each of which must be in the listing.</summary>
    public static IReadOnlyList<string> Shards(HubPlace place, string indexPath, IReadOnlyList<string> listing)
    {
        JsonElement root = JsonFile.Read(indexPath);
        if (!root.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new AmuroException($"{indexPath}: expected an object weight_map, found none.");
        }

        string[] shards = [.. map.EnumerateObject()
            .Select(p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : "").Distinct(StringComparer.Ordinal)];
        string? missing = shards.FirstOrDefault(s => !listing.Contains(s));
        return missing is null
            ? shards
            : throw new AmuroException(
                $"{place}: expected every file of {Path.GetFileName(indexPath)} in the revision, found no \"{Runtime.StrictText.Shorten(missing)}\".");
    }

    public static bool IsIndex(string file) => file.EndsWith(".index.json", StringComparison.Ordinal);

    public static bool Matches(string file, IEnumerable<string> patterns) =>
        patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, file, ignoreCase: false));
}
