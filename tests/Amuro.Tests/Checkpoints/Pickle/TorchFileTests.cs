using System.Buffers.Binary;
using System.IO.Compression;
using Amuro.Checkpoints;
using Amuro.Checkpoints.Pickle;

namespace Amuro.Tests.Checkpoints.Pickle;

/// <summary>Files of torch.save: what is in them comes out, and nothing in them runs.</summary>
public class TorchFileTests
{
    private static readonly Dictionary<string, TorchWriter.Storage> Numbers = new()
    {
        ["0"] = new("Float", 4, Floats(0, 24)),
        ["odd name"] = new("Half", 2, [1, 2, 3, 4]),
    };

    private static readonly StoredTensor[] Tensors =
    [
        new("whole", "0", 0, [4, 6], [6, 1]),
        new("turned", "0", 0, [6, 4], [1, 6]),
        new("columns", "0", 2, [4, 3], [6, 1]),
        new("rows", "0", 6, [2, 6], [6, 1]),
        new("cube", "0", 1, [2, 2, 3], [12, 1, 2]),
        new("single", "0", 23, [], []),
        new("none", "0", 24, [0, 7], [7, 1]),
        new("half", "odd name", 1, [1], [1]),
    ];

    [SkippableTheory]
    [InlineData("bin")]
    [InlineData("binsharded")]
    [InlineData("legacy")]
    [InlineData("sharded")]
    [Trait("Category", "Shared")]
    public void Every_format_holds_the_same_weights(string name)
    {
        using WeightFiles expected = WeightFiles.Open(Goldens.Path("models/llama"));
        using WeightFiles found = WeightFiles.Open(SharedData.Require("goldens/formats/" + name));
        Assert.Equal(expected.Fingerprint(), found.Fingerprint());
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Views_of_shared_storage_are_the_weights_they_show()
    {
        using WeightFiles expected = WeightFiles.Open(Goldens.Path("models/llama_tied_gqa"));
        using WeightFiles found = WeightFiles.Open(SharedData.Require("goldens/formats/bin_views"));
        Assert.Equal([.. expected.Weights.Keys.Append("lm_head.weight").Order()], found.Weights.Keys.Order());
        foreach (WeightInfo info in expected.Weights.Values)
        {
            Assert.Equal(info, found.Weights[info.Name]);
            Assert.True(expected.Data(info.Name).SequenceEqual(found.Data(info.Name)), info.Name);
        }

        Assert.True(found.Data("lm_head.weight").SequenceEqual(expected.Data("model.embed_tokens.weight")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_written_as_bin_has_the_fingerprint_of_its_safetensors(bool zip)
    {
        using WeightFiles expected = WeightFiles.Open(Goldens.Path("models/llama"));
        (StoredTensor[] tensors, Dictionary<string, TorchWriter.Storage> storages) = TorchWriter.Of(expected);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("pytorch_model.bin"), zip ? TorchWriter.Zip(tensors, storages) : TorchWriter.Legacy(tensors, storages));
        using WeightFiles found = WeightFiles.Open(folder.Path);
        Assert.Equal(expected.Fingerprint(), found.Fingerprint());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Views_come_out_in_row_major_order_whole_and_in_parts(bool zip)
    {
        using var folder = new TemporaryFolder();
        using TorchFile file = Open(folder, zip ? TorchWriter.Zip(Tensors, Numbers) : TorchWriter.Legacy(Tensors, Numbers));
        foreach (StoredTensor tensor in Tensors)
        {
            byte[] expected = Expected(tensor);
            WeightInfo info = file.Weights[tensor.Name];
            Assert.Equal(tensor.Shape, info.Shape.ToArray());
            Assert.Equal(expected.Length, info.Bytes);
            for (int from = 0; from <= expected.Length; from++)
            {
                for (int count = 0; count <= expected.Length - from; count += 3)
                {
                    Assert.Equal(expected[from..(from + count)], file.Data(tensor.Name, from, count).ToArray());
                }
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => file.Data(tensor.Name, 1, expected.Length).Length);
        }

        Assert.Equal(WeightType.Float16, file.Weights["half"].Type);
        Assert.Contains("no such", Assert.Throws<AmuroException>(() => file.Data("no such", 0, 0).Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_beyond_four_gigabytes_are_read_from_the_long_fields()
    {
        using var folder = new TemporaryFolder();
        using TorchFile file = Open(folder, WithLongFields(TorchWriter.Zip(Tensors, Numbers)));
        Assert.All(Tensors, t => Assert.Equal(Expected(t), file.Data(t.Name, 0, (int)file.Weights[t.Name].Bytes).ToArray()));
    }

    [Fact]
    public void Opening_a_large_file_takes_little_memory()
    {
        var storages = new Dictionary<string, TorchWriter.Storage> { ["0"] = new("Float", 4, new byte[1 << 26]) };
        using var folder = new TemporaryFolder();
        string path = folder.File("pytorch_model.bin");
        File.WriteAllBytes(path, TorchWriter.Zip(new StoredTensor[] { new("a", "0", 0, [1 << 24], [1]) }, storages));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (TorchFile file = TorchFile.Open(path))
        {
            Assert.Equal(1 << 26, file.Data("a", 0, 1 << 26).Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 19);
    }

    [Theory]
    [InlineData("pickle_os_system.bin", "os.system")]
    [InlineData("pickle_stack_global.bin", "posix.system")]
    [InlineData("pickle_os_system_legacy.bin", "os.system")]
    public void A_call_in_a_pickle_is_refused_by_name(string name, string global)
    {
        string path = Goldens.Path("formats/malicious/" + name);
        AmuroException e = Assert.Throws<AmuroException>(() => TorchFile.Open(path));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains($"found {global}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_harmless_file_beside_them_loads()
    {
        using TorchFile file = TorchFile.Open(Goldens.Path("formats/malicious/control.bin"));
        using SafetensorsFile same = SafetensorsFile.Open(Goldens.Path("formats/malicious/control.safetensors"));
        Assert.Equal([4, 6], file.Weights["model.embed_tokens.weight"].Shape.ToArray());
        foreach (WeightInfo info in same.Weights.Values)
        {
            Assert.Equal(info, file.Weights[info.Name]);
            Assert.True(same.Data(info.Name).SequenceEqual(file.Data(info.Name, 0, (int)info.Bytes)), info.Name);
        }
    }

    [Theory]
    [InlineData("builtins", "eval")]
    [InlineData("torch._utils", "_rebuild_tensor_v3")]
    [InlineData("torch", "load")]
    [InlineData("torch.nn.modules.linear", "Linear")]
    [InlineData("collections", "OrderedDict\u001b[2J")]
    public void Any_other_global_is_refused_by_name(string module, string name)
    {
        byte[] pickle = new PickleWriter().Start().Global(module, name).Op(')').Op('R').Op('.').ToArray();
        string message = Refused(TorchWriter.Zip(pickle, Numbers));
        Assert.Contains($"{module}.{name.Split('\u001b')[0]}", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }

    public static TheoryData<string, byte[], string> BadPickles => new()
    {
        { "an instance", new PickleWriter().Start().Op('(').Raw([.. "ios\nsystem\n"u8]).Op('.').ToArray(), "INST" },
        { "a new object", new PickleWriter().Start().Global("collections", "OrderedDict").Op(')').Raw(0x81).Op('.').ToArray(), "NEWOBJ" },
        { "an extension", new PickleWriter().Start().Raw(0x82, 1).Op('.').ToArray(), "EXT1" },
        { "a list", new PickleWriter().Start().Op(']').Op('.').ToArray(), "found a list" },
        { "a tensor alone", new PickleWriter().Start().Tensor("Float", "0", 24, 0, [24], [1]).Op('.').ToArray(), "found a tensor" },
        { "a nested dictionary", new PickleWriter().Start().Op('}').Text("model").Op('}').Op('s').Op('.').ToArray(), "found a dictionary at model" },
        { "a key twice", OneTensor("a", 24, 0, [24], [1], "a"), "a twice" },
        { "more numbers than the storage", OneTensor("a", 24, 0, [25], [1]), "_rebuild_tensor_v2" },
        { "a view beyond the storage", OneTensor("a", 24, 1, [4, 6], [6, 1]), "_rebuild_tensor_v2" },
        { "a negative stride", OneTensor("a", 24, 23, [24], [-1]), "_rebuild_tensor_v2" },
        { "a negative offset", OneTensor("a", 24, -1, [4], [1]), "_rebuild_tensor_v2" },
        { "strides that overflow", OneTensor("a", 24, 0, [2, 2], [long.MaxValue, 1]), "_rebuild_tensor_v2" },
        { "a shape that overflows", OneTensor("a", 24, 0, [1L << 62, 1L << 62], [0, 0]), "_rebuild_tensor_v2" },
        { "a terabyte in one number", OneTensor("a", 24, 0, [1L << 20, 1L << 20], [0, 0]), "_rebuild_tensor_v2" },
        { "another storage size", OneTensor("a", 23, 0, [4], [1]), "expected 92 bytes, found 96" },
        { "a storage that is not there", OneTensor("a", 24, 0, [4], [1], key: "../data.pkl"), "found none" },
        { "an empty stack", new PickleWriter().Start().Op('R').Op('.').ToArray(), "fewer" },
        { "values below a mark", new PickleWriter().Start().Op('}').Op('(').Text("a").Op('s').Op('.').ToArray(), "fewer" },
        { "no end", new PickleWriter().Start().Op('}').ToArray(), "cut off" },
        { "a text longer than the file", new PickleWriter().Start().Op('X').Raw(255, 255, 255, 255).ToArray(), "4294967295 more bytes" },
        { "text that is no UTF-8", new PickleWriter().Start().Op('X').Raw(1, 0, 0, 0, 0xff).Op('.').ToArray(), "UTF-8" },
        { "an unknown place", new PickleWriter().Start().Op('h').Raw(7).Op('.').ToArray(), "none at 7" },
    };

    [Theory]
    [MemberData(nameof(BadPickles))]
    public void Bad_pickles_are_refused(string what, byte[] pickle, string said)
    {
        string message = Refused(TorchWriter.Zip(pickle, Numbers));
        Assert.True(message.Contains(said, StringComparison.Ordinal), $"{what}: {message}");
    }

    [Fact]
    public void A_pickle_that_blows_up_is_stopped()
    {
        byte[] bytes = new byte[1 << 24];
        bytes.AsSpan().Fill((byte)')');
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("values, found more", Refused(TorchWriter.Zip(bytes, Numbers)), StringComparison.Ordinal);
        bytes.AsSpan().Fill(0x94);
        bytes[0] = (byte)')';
        Assert.Contains("values, found more", Refused(TorchWriter.Zip(bytes, Numbers)), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
    }

    [Fact]
    public void Deeply_nested_values_do_not_overflow_the_stack()
    {
        byte[] bytes = new byte[1 << 21];
        bytes.AsSpan().Fill(0x85);
        bytes[0] = (byte)')';
        bytes[^1] = (byte)'.';
        Assert.Contains("found a tuple", Refused(TorchWriter.Zip(bytes, Numbers)), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_zip_files_are_refused()
    {
        byte[] pickle = TorchWriter.StateDict(Tensors, Numbers, extended: false);
        Assert.Contains("byteorder", Refused(TorchWriter.Zip(pickle, Numbers, byteOrder: "big")), StringComparison.Ordinal);
        Assert.Contains("compressed", Refused(TorchWriter.Zip(pickle, Numbers, level: CompressionLevel.Optimal)), StringComparison.Ordinal);
        Assert.Contains("another kind of file", Refused("GGUF and so on"u8.ToArray()), StringComparison.Ordinal);
        byte[] whole = TorchWriter.Zip(pickle, Numbers);
        foreach (int cut in (int[])[2, 30, whole.Length / 2, whole.Length - 1])
        {
            Refused(whole[..cut]);
        }
    }

    [Fact]
    public void Every_cut_of_the_older_format_is_refused_and_so_is_a_tail()
    {
        byte[] whole = TorchWriter.Legacy(Tensors, Numbers);
        for (int cut = 0; cut < whole.Length; cut += 7)
        {
            Refused(whole[..cut]);
        }

        Assert.Contains("belong to no storage", Refused([.. whole, 0]), StringComparison.Ordinal);
    }

    // The same file with all sizes and places in the extra field of 64-bit numbers, as in files beyond 4 GB.
    private static byte[] WithLongFields(byte[] zip)
    {
        Span<byte> end = zip.AsSpan(zip.Length - 22);
        int size = BinaryPrimitives.ReadInt32LittleEndian(end[12..]), at = BinaryPrimitives.ReadInt32LittleEndian(end[16..]);
        var result = new MemoryStream();
        result.Write(zip.AsSpan(0, at));
        for (Span<byte> rest = zip.AsSpan(at, size); rest.Length > 0;)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(rest[30..]));
            byte[] entry = rest[..46].ToArray(), extra = new byte[28];
            extra[0] = 1;
            extra[2] = 24;
            foreach ((int from, int to) in ((int, int)[])[(24, 4), (20, 12), (42, 20)])
            {
                rest.Slice(from, 4).CopyTo(extra.AsSpan(to));
                entry.AsSpan(from, 4).Fill(0xff);
            }

            entry[30] = (byte)extra.Length;
            result.Write(entry);
            result.Write(rest.Slice(46, name));
            result.Write(extra);
            rest = rest[(46 + name)..];
        }

        BinaryPrimitives.WriteInt32LittleEndian(end[12..], (int)result.Length - at);
        result.Write(end);
        return result.ToArray();
    }

    private static byte[] OneTensor(string name, long elements, long offset, long[] shape, long[] strides, string? again = null, string key = "0")
    {
        PickleWriter pickle = new PickleWriter().Start().Op('}').Op('(').Text(name).Tensor("Float", key, elements, offset, shape, strides);
        if (again is not null)
        {
            pickle.Text(again).Tensor("Float", key, elements, offset, shape, strides);
        }

        return pickle.Op('u').Op('.').ToArray();
    }

    private static byte[] Expected(StoredTensor tensor)
    {
        TorchWriter.Storage storage = Numbers[tensor.Key];
        IEnumerable<long> places = [tensor.Offset];
        for (int d = 0; d < tensor.Shape.Length; d++)
        {
            int at = d;
            places = places.SelectMany(p => Enumerable.Range(0, (int)tensor.Shape[at]).Select(i => p + (i * tensor.Strides[at]))).ToArray();
        }

        return [.. places.SelectMany(p => storage.Bytes.Skip((int)p * storage.Width).Take(storage.Width))];
    }

    private static byte[] Floats(int first, int count)
    {
        byte[] bytes = new byte[4 * count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), first + i);
        }

        return bytes;
    }

    private static TorchFile Open(TemporaryFolder folder, byte[] bytes)
    {
        File.WriteAllBytes(folder.File("pytorch_model.bin"), bytes);
        return TorchFile.Open(folder.File("pytorch_model.bin"));
    }

    private static string Refused(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        AmuroException e = Assert.Throws<AmuroException>(() => Open(folder, bytes));
        Assert.StartsWith(folder.Path, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        return e.Message;
    }
}
