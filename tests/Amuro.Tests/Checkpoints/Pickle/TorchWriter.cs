using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using Amuro.Checkpoints;

namespace Amuro.Tests.Checkpoints.Pickle;

/// <summary>A tensor to be written: a view of a storage.</summary>
internal sealed record StoredTensor(string Name, string Key, long Offset, long[] Shape, long[] Strides);

/// <summary>Writes files as torch.save does, in both formats.</summary>
internal static class TorchWriter
{
    /// <summary>Storages by key: element type as in <c>FloatStorage</c>, width in bytes, content.</summary>
    public sealed record Storage(string Type, int Width, byte[] Bytes)
    {
        public long Elements => Bytes.Length / Width;
    }

    public static byte[] Zip(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, Storage> storages, string byteOrder = "little") =>
        Zip(StateDict(tensors, storages, extended: false), storages, byteOrder);

    public static byte[] Zip(
        byte[] pickle, IReadOnlyDictionary<string, Storage> storages, string byteOrder = "little", CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, byte[] content)
            {
                using Stream entry = zip.CreateEntry("archive/" + name, level).Open();
                entry.Write(content);
            }

            Add("data.pkl", pickle);
            Add("byteorder", System.Text.Encoding.ASCII.GetBytes(byteOrder));
            foreach ((string key, Storage storage) in storages)
            {
                Add("data/" + key, storage.Bytes);
            }

            Add("version", "3\n"u8.ToArray());
        }

        return stream.ToArray();
    }

    public static byte[] Legacy(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, Storage> storages) =>
        Legacy(StateDict(tensors, storages, extended: true), storages);

    public static byte[] Legacy(byte[] pickle, IReadOnlyDictionary<string, Storage> storages)
    {
        using var stream = new MemoryStream();
        WriteLegacy(stream, pickle, storages);
        return stream.ToArray();
    }

    public static void WriteLegacy(Stream stream, byte[] pickle, IReadOnlyDictionary<string, Storage> storages)
    {
        byte[] magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToByteArray();
        stream.Write(new PickleWriter().Start().Raw(0x8a, (byte)magic.Length).Raw(magic).Op('.').ToArray());
        stream.Write(new PickleWriter().Start().Op('M').Raw(0xe9, 0x03).Op('.').ToArray());
        stream.Write(new PickleWriter().Start().Op('}').Text("little_endian").Raw(0x88).Op('s').Op('.').ToArray());
        stream.Write(pickle);
        PickleWriter keys = new PickleWriter().Start().Op(']').Op('(');
        foreach (string key in storages.Keys)
        {
            keys.Text(key);
        }

        stream.Write(keys.Op('e').Op('.').ToArray());
        byte[] count = new byte[8];
        foreach (Storage storage in storages.Values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, storage.Elements);
            stream.Write(count);
            stream.Write(storage.Bytes);
        }
    }

    public static byte[] StateDict(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, Storage> storages, bool extended)
    {
        PickleWriter pickle = new PickleWriter().Start().Global("collections", "OrderedDict").Op(')').Op('R').Op('(');
        foreach (StoredTensor tensor in tensors)
        {
            Storage storage = storages[tensor.Key];
            pickle.Text(tensor.Name).Tensor(storage.Type, tensor.Key, storage.Elements, tensor.Offset, tensor.Shape, tensor.Strides, extended);
        }

        // The attribute that torch gives a state_dict.
        return pickle.Op('u').Op('}').Text("_metadata").Global("collections", "OrderedDict").Op(')').Op('R').Op('s').Op('b').Op('.').ToArray();
    }

    /// <summary>All weights of a folder, each a storage of its own.</summary>
    public static (StoredTensor[] Tensors, Dictionary<string, Storage> Storages) Of(WeightFiles files)
    {
        var storages = new Dictionary<string, Storage>();
        var tensors = new List<StoredTensor>();
        foreach (WeightInfo info in files.Weights.Values)
        {
            string key = storages.Count.ToString(CultureInfo.InvariantCulture);
            string type = info.Type == WeightType.Float32 ? "Float" : throw new ArgumentException(info.ToString());
            storages.Add(key, new Storage(type, 4, files.Data(info.Name).ToArray()));
            tensors.Add(new StoredTensor(info.Name, key, 0, [.. info.Shape], RowMajor([.. info.Shape])));
        }

        return ([.. tensors], storages);
    }

    public static long[] RowMajor(long[] shape)
    {
        long[] strides = new long[shape.Length];
        long step = 1;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = step;
            step *= shape[d];
        }

        return strides;
    }
}
