using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Amuro.Checkpoints;

/// <summary>All weights of a checkpoint, whether they lie in one file or in several.</summary>
public sealed class WeightFiles : IDisposable
{
    private const string SingleName = "model.safetensors";
    private const string IndexName = "model.safetensors.index.json";
    private readonly Dictionary<string, SafetensorsFile> _fileOf = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];

    private WeightFiles(string folder) => Folder = folder;

    /// <summary>The folder the weights lie in.</summary>
    public string Folder { get; }

    /// <summary>The weights by name.</summary>
    public IReadOnlyDictionary<string, WeightInfo> Weights { get; private set; } = new Dictionary<string, WeightInfo>();

    /// <summary>
    /// Opens <c>model.safetensors</c> of a folder or, if it is not there, the files that <c>model.safetensors.index.json</c> names.
    /// </summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <exception cref="AmuroException">There are no weights, a file is damaged, or the index and the files disagree.</exception>
    public static WeightFiles Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string full = Path.GetFullPath(folder);
        var result = new WeightFiles(full);
        try
        {
            if (File.Exists(Path.Combine(full, SingleName)))
            {
                result.Add(SafetensorsFile.Open(Path.Combine(full, SingleName)));
            }
            else if (File.Exists(Path.Combine(full, IndexName)))
            {
                result.AddShards(Path.Combine(full, IndexName));
            }
            else
            {
                throw new AmuroException($"{full}: expected {SingleName} or {IndexName}, found neither.");
            }

            result.Weights = result._files.SelectMany(f => f.Weights.Values).ToDictionary(w => w.Name, StringComparer.Ordinal);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder holds weights that <see cref="Open"/> understands (the files are not read).</summary>
    /// <param name="folder">The folder.</param>
    public static bool ExistIn(string folder) =>
        File.Exists(Path.Combine(folder, SingleName)) || File.Exists(Path.Combine(folder, IndexName));

    /// <summary>All bytes of a weight of at most 2 GB, valid until this is disposed.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <exception cref="AmuroException">There is no such weight.</exception>
    public ReadOnlySpan<byte> Data(string name) => FileOf(name).Data(name);

    /// <summary>A part of the bytes of a weight, valid until this is disposed.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <param name="offset">First byte, counted from the start of the weight.</param>
    /// <param name="count">Number of bytes.</param>
    /// <exception cref="AmuroException">There is no such weight.</exception>
    public ReadOnlySpan<byte> Data(string name, long offset, int count) => FileOf(name).Data(name, offset, count);

    /// <summary>
    /// SHA-256 over names, types, shapes and bytes of all weights in order of their names: the same for one file and for shards.
    /// </summary>
    public string Fingerprint()
    {
        const int Part = 1 << 22;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (WeightInfo info in Weights.Values.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{info.Name}\n{SafetensorsHeader.NameOf(info.Type)}\n{info.ShapeText}\n"));
            for (long offset = 0; offset < info.Bytes; offset += Part)
            {
                hash.AppendData(Data(info.Name, offset, (int)Math.Min(Part, info.Bytes - offset)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
        _fileOf.Clear();
    }

    private SafetensorsFile FileOf(string name) =>
        _fileOf.TryGetValue(name, out SafetensorsFile? file)
            ? file
            : throw new AmuroException($"{Folder}: expected the weight {name}, found no weight of that name.");

    private void Add(SafetensorsFile file)
    {
        _files.Add(file);
        foreach (string name in file.Weights.Keys)
        {
            if (!_fileOf.TryAdd(name, file))
            {
                throw new AmuroException($"{file.Path}: expected every weight in one file, found {name} also in {_fileOf[name].Path}.");
            }
        }
    }

    private void AddShards(string indexPath)
    {
        Dictionary<string, string> map = ReadIndex(indexPath);
        foreach (string shard in map.Values.Distinct().Order(StringComparer.Ordinal))
        {
            // A shard elsewhere would let a downloaded index read any file of the machine.
            if (shard.Length == 0 || shard is "." or ".." || shard.AsSpan().ContainsAny('/', '\\', ':'))
            {
                throw new AmuroException($"{indexPath}: expected the name of a file in the same folder, found \"{shard}\".");
            }

            Add(SafetensorsFile.Open(Path.Combine(Folder, shard)));
        }

        foreach ((string name, string shard) in map)
        {
            if (!_fileOf.TryGetValue(name, out SafetensorsFile? file) || Path.GetFileName(file.Path) != shard)
            {
                throw new AmuroException(
                    $"{indexPath}: expected {name} in {shard}, found it {(file is null ? "nowhere" : "in " + Path.GetFileName(file.Path))}.");
            }
        }

        string? extra = _fileOf.Keys.FirstOrDefault(n => !map.ContainsKey(n));
        if (extra is not null)
        {
            throw new AmuroException($"{indexPath}: expected every weight of the files in weight_map, found {extra} in {Path.GetFileName(_fileOf[extra].Path)} alone.");
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        JsonElement root = JsonFile.Read(path);
        if (!root.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new AmuroException($"{path}: expected an object weight_map, found none.");
        }

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
