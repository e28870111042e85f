namespace Amuro.Checkpoints.Pickle;

/// <summary>
/// A memory-mapped file of <c>torch.save</c>, zip or older format, with the state_dict of a model. Its pickle is read by
/// <see cref="PickleReader"/>; no code in it runs. Views of other strides are brought into order when they are read.
/// </summary>
internal sealed class TorchFile : IWeightFile
{
    private readonly MappedFile _file;
    private readonly TorchContent _content;

    private TorchFile(MappedFile file)
    {
        _file = file;
        _content = file.Span(0, 2) is [(byte)'P', (byte)'K']
            ? TorchZipFile.Read(file)
            : file.Span(0, 1)[0] == PickleCode.Protocol
                ? TorchLegacyFile.Read(file)
                : throw new AmuroException($"{file.Path}: expected a file of torch.save (zip or pickle), found another kind of file.");
        Weights = _content.Tensors.ToDictionary(
            t => t.Key, t => new WeightInfo(t.Key, t.Value.Storage.Type, t.Value.Shape), StringComparer.Ordinal);
    }

    public string Path => _file.Path;

    public IReadOnlyDictionary<string, WeightInfo> Weights { get; }

    /// <exception cref="AmuroException">The file is missing, damaged, or holds anything but tensors.</exception>
    public static TorchFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path, "file of torch.save", least: 2);
        try
        {
            return new TorchFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public ReadOnlySpan<byte> Data(string name, long offset, int count)
    {
        (TensorReference tensor, long storage, int width) = Find(name, offset, count);
        return StridedView.IsContiguous(tensor)
            ? _file.Span(storage + (tensor.Offset * width) + offset, count)
            : StridedView.Copy(_file, storage, tensor, width, offset, count);
    }

    public void Read(string name, long offset, Span<byte> into)
    {
        (TensorReference tensor, long storage, int width) = Find(name, offset, into.Length);
        if (StridedView.IsContiguous(tensor))
        {
            _file.Read(storage + (tensor.Offset * width) + offset, into);
        }
        else
        {
            StridedView.Copy(_file, storage, tensor, width, offset, into.Length).CopyTo(into);
        }
    }

    public void Dispose() => _file.Dispose();

    private (TensorReference Tensor, long Storage, int Width) Find(string name, long offset, int count)
    {
        if (!_content.Tensors.TryGetValue(name, out TensorReference? tensor))
        {
            throw new AmuroException($"{Path}: expected the weight {name}, found no weight of that name.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Weights[name].Bytes - count);
        int width = WeightInfo.BytesPerElement(tensor.Storage.Type);
        return (tensor, _content.StorageStarts[tensor.Storage.Key] + (tensor.Storage.First * width), width);
    }
}
