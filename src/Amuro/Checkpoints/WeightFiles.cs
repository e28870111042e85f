using System.Security.Cryptography;
using System.Text;
using Amuro.Checkpoints.OlmoNative;
using Amuro.Checkpoints.Pickle;

namespace Amuro.Checkpoints;

/// <summary>All weights of a checkpoint, whatever the format of its files and whether they are one or several.</summary>
/// <remarks>
/// Taken, in this order: <c>model.safetensors</c>, <c>model.safetensors.index.json</c>, <c>pytorch_model.bin</c>,
/// <c>pytorch_model.bin.index.json</c>, and the OLMo trainer's <c>config.yaml</c> with <c>model.pt</c>, whose weights get the
/// names and shapes that they have in a Hugging Face folder. Files are memory-mapped. Pickles are read without running anything.
/// </remarks>
public sealed class WeightFiles : IDisposable
{
    private static readonly (string Name, Func<string, IWeightFile> Open)[] Formats =
    [
        ("model.safetensors", SafetensorsFile.Open),
        ("pytorch_model.bin", TorchFile.Open),
    ];

    private readonly IReadOnlyList<IWeightFile> _files;
    private readonly Dictionary<string, WeightPlace> _places = new(StringComparer.Ordinal);

    private WeightFiles(string folder, IReadOnlyList<IWeightFile> files, IEnumerable<WeightPlace>? places = null)
    {
        Folder = folder;
        _files = files;
        foreach (WeightPlace place in places ?? files.SelectMany(f => f.Weights.Values.Select(w => new WeightPlace(w, f, w.Name, 0))))
        {
            _places.Add(place.Info.Name, place);
        }

        Weights = _places.ToDictionary(p => p.Key, p => p.Value.Info, StringComparer.Ordinal);
    }

    /// <summary>The folder the weights lie in.</summary>
    public string Folder { get; }

    /// <summary>The weights by name.</summary>
    public IReadOnlyDictionary<string, WeightInfo> Weights { get; }

    /// <summary>Full paths of the files that hold the weights.</summary>
    internal IEnumerable<string> Paths => _files.Select(f => f.Path);

    /// <summary>Opens the weights of a folder.</summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <exception cref="AmuroException">There are no weights, a file is damaged or refused, or the index and the files disagree.</exception>
    public static WeightFiles Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string full = Path.GetFullPath(folder);
        foreach ((string name, Func<string, IWeightFile> open) in Formats)
        {
            string single = Path.Combine(full, name), index = IndexOf(single);
            if (File.Exists(single))
            {
                return new WeightFiles(full, [open(single)]);
            }

            if (File.Exists(index))
            {
                return new WeightFiles(full, ShardIndex.Open(index, open));
            }
        }

        return OlmoCheckpoint.IsIn(full) ? OpenOlmo(full) : throw new AmuroException($"{full}: expected {Expected}, found none of them.");
    }

    /// <summary>Whether a folder holds weights that <see cref="Open"/> understands (the files are not read).</summary>
    /// <param name="folder">The folder.</param>
    public static bool ExistIn(string folder) =>
        Formats.Select(f => Path.Combine(folder, f.Name)).Any(p => File.Exists(p) || File.Exists(IndexOf(p))) || OlmoCheckpoint.IsIn(folder);

    /// <summary>All bytes of a weight of at most 2 GB, row-major and little-endian, valid until this is disposed.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <exception cref="AmuroException">There is no such weight, or it is larger; read that one in parts.</exception>
    public ReadOnlySpan<byte> Data(string name)
    {
        long bytes = Find(name).Info.Bytes;
        return bytes <= int.MaxValue
            ? Data(name, 0, (int)bytes)
            : throw new AmuroException($"{Folder}: weight {name}: expected at most {int.MaxValue} bytes to read at once, found {bytes}.");
    }

    /// <summary>A part of the bytes of a weight, valid until this is disposed.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <param name="offset">First byte, counted from the start of the weight.</param>
    /// <param name="count">Number of bytes.</param>
    /// <exception cref="AmuroException">There is no such weight.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part lies outside the weight.</exception>
    public ReadOnlySpan<byte> Data(string name, long offset, int count)
    {
        WeightPlace place = Find(name, offset, count);
        return place.File.Data(place.StoredName, place.FirstByte + offset, count);
    }

    /// <summary>Copies a part of the bytes of a weight; unlike <see cref="Data(string, long, int)"/> it keeps nothing of the files in memory.</summary>
    /// <param name="name">Name of the weight.</param>
    /// <param name="offset">First byte, counted from the start of the weight.</param>
    /// <param name="into">Filled wholly.</param>
    /// <exception cref="AmuroException">There is no such weight, or the file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part lies outside the weight.</exception>
    public void Read(string name, long offset, Span<byte> into)
    {
        WeightPlace place = Find(name, offset, into.Length);
        place.File.Read(place.StoredName, place.FirstByte + offset, into);
    }

    /// <summary>
    /// SHA-256 over names, types, shapes and bytes of all weights in order of their names: the same for every format that holds
    /// the same weights. All of them are read.
    /// </summary>
    public string Fingerprint()
    {
        byte[] part = new byte[1 << 20];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (WeightInfo info in Weights.Values.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{info.Name}\n{SafetensorsHeader.NameOf(info.Type)}\n{info.ShapeText}\n"));
            for (long offset = 0; offset < info.Bytes; offset += part.Length)
            {
                Span<byte> read = part.AsSpan(0, (int)Math.Min(part.Length, info.Bytes - offset));
                Read(info.Name, offset, read);
                hash.AppendData(read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (IWeightFile file in _files)
        {
            file.Dispose();
        }

        _places.Clear();
    }

    /// <summary>What a folder of weights must hold, for errors.</summary>
    internal static string Expected { get; } =
        string.Join(" or ", Formats.Select(f => $"{f.Name}, {IndexOf(f.Name)}")) + $" or {OlmoCheckpoint.ConfigName} with {OlmoCheckpoint.WeightsName}";

    private static string IndexOf(string single) => single + ".index.json";

    private static WeightFiles OpenOlmo(string folder)
    {
        OlmoConfig config = OlmoConfig.Read(Path.Combine(folder, OlmoCheckpoint.ConfigName));
        TorchFile file = TorchFile.Open(Path.Combine(folder, OlmoCheckpoint.WeightsName));
        try
        {
            return new WeightFiles(folder, [file], OlmoNames.Places(file, config));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private WeightPlace Find(string name, long offset, int count)
    {
        WeightPlace place = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, place.Info.Bytes - count);
        return place;
    }

    private WeightPlace Find(string name) =>
        _places.TryGetValue(name, out WeightPlace? place)
            ? place
            : throw new AmuroException($"{Folder}: expected the weight {name}, found no weight of that name.");
}
