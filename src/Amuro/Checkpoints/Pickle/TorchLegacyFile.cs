using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Amuro.Checkpoints.Pickle;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6: five pickles one after another (magic number, version, system, the object,
/// the keys of its storages), then each storage as a count (int64) and its numbers.
/// </summary>
internal static class TorchLegacyFile
{
    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static TorchContent Read(MappedFile file)
    {
        long at = 0;
        object? magic = Next(file, ref at);
        if (magic is not BigInteger number || number != Magic)
        {
            throw new AmuroException($"{file.Path}: expected a file of torch.save, found another kind of pickle.");
        }

        if (Next(file, ref at) is not 1001L)
        {
            throw new AmuroException($"{file.Path}: expected version 1001 of torch.save's older format, found another.");
        }

        if (Next(file, ref at) is not Dictionary<object, object?> system
            || !system.TryGetValue("little_endian", out object? little) || little is not true)
        {
            throw new AmuroException($"{file.Path}: little_endian: expected True, found another value or none.");
        }

        Dictionary<string, TensorReference> tensors = TorchContent.TensorsOf(file.Path, Next(file, ref at));
        if (Next(file, ref at) is not List<object?> keys || keys.Any(k => k is not string))
        {
            throw new AmuroException($"{file.Path}: expected a list of the keys of its storages, found another value.");
        }

        Dictionary<string, StorageReference> storages =
            TorchContent.StoragesOf(file.Path, tensors).ToDictionary(s => s.Key, StringComparer.Ordinal);
        var starts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string key in keys.Cast<string>())
        {
            if (!storages.TryGetValue(key, out StorageReference? storage) || starts.ContainsKey(key))
            {
                throw new AmuroException($"{file.Path}: storage {Printable.Of(key)}: expected the storage of a tensor, once, found none or two.");
            }

            long bytes = storage.Elements * WeightInfo.BytesPerElement(storage.Type);
            if (at > file.Length - 8 || BinaryPrimitives.ReadInt64LittleEndian(file.Span(at, 8)) != storage.Elements || at + 8 > file.Length - bytes)
            {
                throw new AmuroException(FormattableString.Invariant(
                    $"{file.Path}: storage {Printable.Of(key)}: expected {storage.Elements} numbers at byte {at}, found another count or the end; the file is cut off or damaged."));
            }

            starts.Add(key, at + 8);
            at += 8 + bytes;
        }

        string? missing = storages.Keys.FirstOrDefault(k => !starts.ContainsKey(k));
        if (missing is not null)
        {
            throw new AmuroException($"{file.Path}: storage {Printable.Of(missing)}: expected its numbers in the file, found none.");
        }

        return at == file.Length
            ? new TorchContent(tensors, starts)
            : throw new AmuroException(FormattableString.Invariant(
                $"{file.Path}: expected the end of the file at byte {at}, found {file.Length - at} more bytes that belong to no storage."));
    }

    private static object? Next(MappedFile file, ref long at)
    {
        object? value = PickleReader.Read(file.Path, file.Span(at, (int)Math.Min(PickleReader.MaxBytes, file.Length - at)), out int used);
        at += used;
        return value;
    }
}
