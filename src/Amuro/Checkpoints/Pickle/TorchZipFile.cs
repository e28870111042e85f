using System.Text;

namespace Amuro.Checkpoints.Pickle;

/// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip file with one pickle and one entry for each storage.</summary>
internal static class TorchZipFile
{
    private const string PickleName = "/data.pkl";

    public static TorchContent Read(MappedFile file)
    {
        var zip = new ZipDirectory(file);
        string[] pickles = [.. zip.Names.Where(n => n.EndsWith(PickleName, StringComparison.Ordinal) && n.Count(c => c == '/') == 1)];
        if (pickles.Length != 1)
        {
            throw new AmuroException(FormattableString.Invariant(
                $"{file.Path}: expected one entry data.pkl in a folder as torch.save writes it, found {pickles.Length}."));
        }

        string folder = pickles[0][..^PickleName.Length];
        (long start, long size) = zip.Find(pickles[0])!.Value;
        CheckByteOrder(file, zip, folder);
        if (size > PickleReader.MaxBytes)
        {
            throw new AmuroException(FormattableString.Invariant(
                $"{file.Path}: expected a data.pkl of at most {PickleReader.MaxBytes} bytes, found {size}."));
        }

        object? root = PickleReader.Read(file.Path, file.Span(start, (int)size), out _);
        Dictionary<string, TensorReference> tensors = TorchContent.TensorsOf(file.Path, root);
        var starts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (StorageReference storage in TorchContent.StoragesOf(file.Path, tensors))
        {
            long bytes = storage.Elements * WeightInfo.BytesPerElement(storage.Type);
            (long Start, long Size)? entry = zip.Find($"{folder}/data/{storage.Key}");
            if (entry?.Size != bytes && !(entry is null && bytes == 0))
            {
                throw new AmuroException(
                    $"{file.Path}: storage {Printable.Of(storage.Key)}: expected {bytes} bytes, found {(entry is null ? "none" : entry.Value.Size)}.");
            }

            starts.Add(storage.Key, entry?.Start ?? 0);
        }

        return new TorchContent(tensors, starts);
    }

    private static void CheckByteOrder(MappedFile file, ZipDirectory zip, string folder)
    {
        if (zip.Find(folder + "/byteorder") is { } order)
        {
            string text = Encoding.Latin1.GetString(file.Span(order.Start, (int)Math.Min(order.Size, 16))).Trim();
            if (text != "little")
            {
                throw new AmuroException($"{file.Path}: byteorder: expected little, found {Printable.Of(text)}.");
            }
        }
    }
}
