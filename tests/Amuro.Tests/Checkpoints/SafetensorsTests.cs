using System.Buffers.Binary;
using System.Text;
using Amuro.Checkpoints;
using FsCheck.Xunit;

namespace Amuro.Tests.Checkpoints;

/// <summary>Reading and writing safetensors; the damaged files are those of goldens/formats/malicious.</summary>
public class SafetensorsTests
{
    [Theory]
    [InlineData("truncated", "model.embed_tokens.weight")]
    [InlineData("header_longer_than_file", "100000")]
    [InlineData("offsets_outside_file", "model.norm.weight")]
    [InlineData("overlapping_offsets", "overlap")]
    [InlineData("duplicate_keys", "twice")]
    [InlineData("duplicate_keys_identical", "twice")]
    [InlineData("shape_mismatch", "[4, 7]")]
    [InlineData("dtype_mismatch", "F64")]
    [InlineData("hole_between_tensors", "hole")]
    [InlineData("header_length_2_63", "9223372036854775808")]
    public void Damaged_files_are_refused(string name, string fault)
    {
        string path = Goldens.Path($"formats/malicious/{name}.safetensors");
        AmuroException e = Assert.Throws<AmuroException>(() => SafetensorsFile.Open(path));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void The_sound_control_file_opens()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Goldens.Path("formats/malicious/control.safetensors"));
        Assert.Equal("[4, 6]", file.Weights["model.embed_tokens.weight"].ShapeText);
        Assert.Equal(WeightType.Float32, file.Weights["model.norm.weight"].Type);
        Assert.Equal(8 * 4, file.Data("model.norm.weight").Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Data("model.norm.weight", 30, 4).Length);
        Assert.Contains("nothing.here", Assert.Throws<AmuroException>(() => file.Data("nothing.here").Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_outside_the_folder_is_refused()
    {
        AmuroException e = Assert.Throws<AmuroException>(() => WeightFiles.Open(Goldens.Path("formats/malicious/index_outside_folder")));
        Assert.Contains("../control.safetensors", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""")]
    [InlineData("""{"a":{"dtype":"FLOAT","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":5}""")]
    [InlineData("""{}""")]
    [InlineData("""{"__metadata__":{"format":7},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"__metadata__":{"b":"c"},"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    public void Every_rule_of_the_header_is_checked(string header)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        byte[] bytes = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        File.WriteAllBytes(path, bytes);
        AmuroException e = Assert.Throws<AmuroException>(() => SafetensorsFile.Open(path));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 200)]
    public void Every_cut_file_is_refused(int cut)
    {
        byte[] whole = File.ReadAllBytes(Goldens.Path("formats/malicious/control.safetensors"));
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        File.WriteAllBytes(path, whole[..(int)((uint)cut % (uint)whole.Length)]);
        Assert.Throws<AmuroException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "deep", "model.safetensors");
        WeightSource[] weights =
        [
            Source("b", WeightType.Float32, [2, 3], 1),
            Source("a \"quoted\" ü", WeightType.BFloat16, [5], 2),
            Source("none", WeightType.Float32, [0, 7], 3),
            Source("single", WeightType.Int64, [], 4),
            Source("flags", WeightType.Bool, [3], 5),
        ];
        SafetensorsWriter.Write(path, weights);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(weights.Length, file.Weights.Count);
        foreach (WeightSource weight in weights)
        {
            Assert.Equal(weight.Info, file.Weights[weight.Info.Name]);
            using var bytes = new MemoryStream();
            weight.WriteTo(bytes);
            Assert.Equal(bytes.ToArray(), file.Data(weight.Info.Name).ToArray());
        }

        long header = BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path));
        Assert.Equal(0, header % 8);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        SafetensorsWriter.Write(path, [Source("a", WeightType.Float32, [2], 1)]);
        byte[] before = File.ReadAllBytes(path);
        var tooShort = new WeightSource(new WeightInfo("b", WeightType.Float32, [2]), s => s.Write([1, 2, 3]));
        Assert.Contains("expected 8 bytes, found 3", Assert.Throws<AmuroException>(() => SafetensorsWriter.Write(path, [tooShort])).Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => SafetensorsWriter.Write(path, [Source("a", WeightType.Bool, [1], 1), Source("a", WeightType.Bool, [1], 1)]));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Index_and_shards_must_agree()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(Goldens.Path("formats/sharded")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        string index = Path.Combine(folder.Path, "model.safetensors.index.json");
        string text = File.ReadAllText(index);
        using (WeightFiles files = WeightFiles.Open(folder.Path))
        {
            Assert.Equal(21, files.Weights.Count);
        }

        File.WriteAllText(index, text.Replace("\"lm_head.weight\"", "\"other.weight\"", StringComparison.Ordinal));
        Assert.Contains("other.weight", Assert.Throws<AmuroException>(() => WeightFiles.Open(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(index, text);
        File.Delete(Path.Combine(folder.Path, "model-00003-of-00005.safetensors"));
        Assert.Contains("model-00003-of-00005", Assert.Throws<AmuroException>(() => WeightFiles.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static WeightSource Source(string name, WeightType type, long[] shape, int seed)
    {
        var info = new WeightInfo(name, type, [.. shape]);
        byte[] bytes = new byte[info.Bytes];
        new Random(seed).NextBytes(bytes);
        return new WeightSource(info, s => s.Write(bytes));
    }
}
