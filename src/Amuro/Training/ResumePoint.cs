using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Checkpoints;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// The state of a run between two steps as one safetensors file: tensors (weights, moments, best weights), a record (JSON)
/// and a SHA-256 of each. It is replaced as a whole, so a crash while it is written leaves the one before.
/// </summary>
internal sealed class ResumePoint : IDisposable
{
    private const string RecordName = "record";

    // Written last: the writer orders by size of element, then name.
    private const string ChecksumsName = "sha256";
    private const int MaxPart = 1 << 24;

    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly SafetensorsFile _file;

    private ResumePoint(SafetensorsFile file)
    {
        _file = file;
        CheckSums();
        Record = JsonSerializer.Deserialize<ResumeRecord>(_file.Data(RecordName), s_options) ?? throw new JsonException("null");
    }

    /// <summary>What it says of its run.</summary>
    public ResumeRecord Record { get; }

    /// <summary>Writes a resume point; the one that was there stays if anything fails.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">What to say of the run.</param>
    /// <param name="tensors">Contiguous tensors by name.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public static void Save(string path, ResumeRecord record, IReadOnlyDictionary<string, Tensor> tensors)
    {
        SortedDictionary<string, byte[]> sums = new(StringComparer.Ordinal);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, s_options);
        WeightSource[] all =
        [
            .. tensors.Select(t => new WeightSource(TensorBytes.Describe(t.Key, t.Value), stream => Write(stream, t.Key, use => TensorBytes.ForEach(t.Value, use)))),
            new(new WeightInfo(RecordName, WeightType.UInt8, [json.Length]), stream => Write(stream, RecordName, use => use(json))),
        ];
        WeightInfo checksums = new(ChecksumsName, WeightType.UInt8, [all.Length, SHA256.HashSizeInBytes]);
        SafetensorsWriter.Write(path, [.. all, new WeightSource(checksums, stream => stream.Write([.. sums.Values.SelectMany(s => s)]))]);

        void Write(Stream stream, string name, Action<Action<ReadOnlySpan<byte>>> parts)
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            parts(bytes =>
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            });
            sums.Add(name, hash.GetHashAndReset());
        }
    }

    /// <summary>Opens a resume point and checks all of it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="AmuroException">The file is damaged or something else.</exception>
    public static ResumePoint? Open(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        SafetensorsFile? file = null;
        try
        {
            file = SafetensorsFile.Open(path);
            return new ResumePoint(file);
        }
        catch (Exception error) when (error is AmuroException or JsonException)
        {
            file?.Dispose();
            throw new AmuroException($"Resume point {path}: expected a whole one, found: {error.Message}; delete the file to start the run anew.", error);
        }
    }

    /// <summary>Whether it has a tensor.</summary>
    public bool Has(string name) => _file.Weights.ContainsKey(name);

    /// <summary>Fills tensors with what is stored under their names; none is changed if one does not fit.</summary>
    /// <exception cref="AmuroException">A tensor is missing or has another size or type.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            WeightInfo expected = TensorBytes.Describe(name, tensor);
            WeightInfo? found = _file.Weights.GetValueOrDefault(name);
            if (!expected.Equals(found))
            {
                throw new AmuroException(
                    $"Resume point {_file.Path}: {name}: expected {expected.Type} {expected.ShapeText}, found {(found is null ? "none" : $"{found.Type} {found.ShapeText}")}; delete the file to start the run anew.");
            }
        }

        foreach ((string name, Tensor tensor) in tensors)
        {
            TensorBytes.Fill(tensor, _file, name);
        }
    }

    public void Dispose() => _file.Dispose();

    private void CheckSums()
    {
        string[] names = [.. _file.Weights.Keys.Where(n => n != ChecksumsName).Order(StringComparer.Ordinal)];
        ReadOnlySpan<byte> sums = _file.Data(ChecksumsName);
        if (!names.Contains(RecordName) || sums.Length != names.Length * SHA256.HashSizeInBytes)
        {
            throw new AmuroException($"no record, or {sums.Length} bytes of checksums for {names.Length} tensors");
        }

        byte[] buffer = new byte[MaxPart];
        for (int i = 0; i < names.Length; i++)
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long bytes = _file.Weights[names[i]].Bytes;
            for (long start = 0; start < bytes; start += buffer.Length)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - start));
                _file.Read(names[i], start, part);
                hash.AppendData(part);
            }

            if (!sums.Slice(i * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).SequenceEqual(hash.GetHashAndReset()))
            {
                throw new AmuroException($"damaged bytes in {names[i]} (its SHA-256 is another)");
            }
        }
    }
}
