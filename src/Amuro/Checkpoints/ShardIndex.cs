using System.Text.Json;

namespace Amuro.Checkpoints;

/// <summary>An <c>….index.json</c>: which weight lies in which file of the same folder.</summary>
internal static class ShardIndex
{
    /// <summary>Opens all files that an index names and checks that it and they say the same.</summary>
    public static IReadOnlyList<IWeightFile> Open(string indexPath, Func<string, IWeightFile> open)
    {
        Dictionary<string, string> map = Read(indexPath);
        var files = new Dictionary<string, IWeightFile>(StringComparer.Ordinal);
        try
        {
            foreach (string shard in map.Values.Distinct().Order(StringComparer.Ordinal))
            {
                // A shard elsewhere would let a downloaded index read any file of the machine.
                if (shard.Length == 0 || shard is "." or ".." || shard.AsSpan().ContainsAny('/', '\\', ':') || shard.Contains('\0', StringComparison.Ordinal))
                {
                    throw new AmuroException($"{indexPath}: expected the name of a file in the same folder, found \"{Pickle.Printable.Of(shard)}\".");
                }

                files.Add(shard, open(Path.Combine(Path.GetDirectoryName(indexPath)!, shard)));
            }

            Check(indexPath, map, files);
            return [.. files.Values];
        }
        catch
        {
            foreach (IWeightFile file in files.Values)
            {
                file.Dispose();
            }

            throw;
        }
    }

    private static void Check(string indexPath, Dictionary<string, string> map, Dictionary<string, IWeightFile> files)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string shard, string name) in files.SelectMany(f => f.Value.Weights.Keys.Select(n => (f.Key, n))))
        {
            if (!places.TryAdd(name, shard))
            {
                throw new AmuroException($"{indexPath}: expected every weight in one file, found {name} in {places[name]} and {shard}.");
            }
        }

        foreach ((string name, string shard) in map)
        {
            if (!places.TryGetValue(name, out string? place) || place != shard)
            {
                throw new AmuroException($"{indexPath}: expected {name} in {shard}, found it {(place is null ? "nowhere" : "in " + place)}.");
            }
        }

        string? extra = places.Keys.FirstOrDefault(n => !map.ContainsKey(n));
        if (extra is not null)
        {
            throw new AmuroException($"{indexPath}: expected every weight of the files in weight_map, found {extra} in {places[extra]} alone.");
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        JsonElement root = JsonFile.Read(path);
        if (!root.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new AmuroException($"{path}: expected an object weight_map, found none.");
        }

        try
        {
            return Entries(path, map);
        }
        catch (InvalidOperationException e)
        {
            // Text that is no Unicode is found only when it is taken out.
            throw new AmuroException($"{path}: expected Unicode text, found: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> Entries(string path, JsonElement map)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in map.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                throw new AmuroException($"{path}: expected weight_map.{property.Name} to be a file name, found {property.Value}.");
            }

            if (!result.TryAdd(property.Name, property.Value.GetString()!))
            {
                throw new AmuroException($"{path}: expected every name once, found weight_map.{property.Name} twice.");
            }
        }

        return result.Count > 0 ? result : throw new AmuroException($"{path}: expected weights in weight_map, found none.");
    }
}
