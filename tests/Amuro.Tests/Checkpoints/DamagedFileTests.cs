using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Amuro.Checkpoints;
using Amuro.Tests.Checkpoints.Pickle;
using Xunit.Abstractions;

namespace Amuro.Tests.Checkpoints;

/// <summary>
/// Over 100,000 damaged files: each is read or refused with the library's own exception, with bounded memory. Seeded, so that a
/// failure comes again; the message names the seed.
/// </summary>
[Trait("Category", "Slow")]
public class DamagedFileTests(ITestOutputHelper output)
{
    private const int PerKind = 30_000;
    private const long MostMemory = 1 << 24;

    private static readonly byte[][] Tokens =
    [
        .. ((string[])[
            "null", "-1", "1e9", "9223372036854775807", "\"F32\"", "\"\\ud800\"", "[", "{", "]", "}", ",", ":", "[]", "{}", "\"shape\"",
            "\"data_offsets\"", "\"__metadata__\"", "weight_map", "../x", "*a", "&a ", "!!x ", "- ", "? ", "%YAML 9.9\n", "model:\n", "\t",
            "ctorch\nload\n", "ccollections\nOrderedDict\n",
        ]).Select(Encoding.ASCII.GetBytes),
        [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0, 0, 0, 0, 0x80], [0x50, 0x4b, 1, 2], [0x80, 2],
    ];

    private const string PickleCodes = "(.012NKMJGUTXt)]lae}dsuqrhjcRbQio\x80\x85\x86\x87\x88\x89\x8a\x8c\x8d\x93\x94\x95\x81\x92";

    private static readonly Dictionary<string, TorchWriter.Storage> Numbers = new() { ["0"] = new("Float", 4, new byte[32]), ["1"] = new("Half", 2, new byte[8]) };

    private static readonly StoredTensor[] Tensors = [new("a.weight", "0", 0, [2, 4], [4, 1]), new("b", "0", 1, [2, 2], [1, 3]), new("c", "1", 0, [], [])];

    [Fact]
    public void Safetensors() => Survives(File.ReadAllBytes(Goldens.Path("formats/malicious/control.safetensors")), "model.safetensors", PerKind, ReadAll, 8);

    [Fact]
    public void Zip_files() => Survives(TorchWriter.Zip(Tensors, Numbers), "pytorch_model.bin", PerKind, ReadAll, 0);

    [Fact]
    public void Pickles_in_whole_zip_files()
    {
        byte[] pickle = TorchWriter.StateDict(Tensors, Numbers, extended: false);
        Survives(pickle, "pytorch_model.bin", PerKind * 2 / 5, ReadAll, 0, damaged => TorchWriter.Zip(damaged, Numbers));
    }

    [Fact]
    public void Pickles_of_the_older_format() => Survives(TorchWriter.Legacy(Tensors, Numbers), "pytorch_model.bin", PerKind, ReadAll, 0);

    [Fact]
    public void Indexes()
    {
        byte[] json = File.ReadAllBytes(Goldens.Path("formats/malicious/index_outside_folder/model.safetensors.index.json"));
        Survives(json, "model.safetensors.index.json", PerKind / 6, ReadAll, 0);
    }

    [Fact]
    public void Configs_of_the_trainer()
    {
        byte[] yaml = File.ReadAllBytes(Goldens.Path("formats/olmo2_native/config.yaml"));
        Survives(yaml, "config.yaml", PerKind / 6, folder => ConfigFile.Read(folder.File("config.yaml")), 0);
    }

    private void Survives(byte[] good, string name, int count, Action<TemporaryFolder> read, int headerAt, Func<byte[], byte[]>? wrap = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(name);
        int accepted = 0;
        long most = 0;
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = 0; seed < count; seed++)
        {
            byte[] bytes = seed == 0 ? good : Damage(good, new Random(seed), headerAt);
            bytes = wrap is null ? bytes : wrap(bytes);
            File.WriteAllBytes(path, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(folder);
                accepted++;
            }
            catch (AmuroException e) when (!e.Message.Contains('\n', StringComparison.Ordinal))
            {
                // Refused as it should be.
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}, seed {seed}: {e}");
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine(FormattableString.Invariant($"{name}: {count} files, {accepted} read, at most {most} bytes, {watch.Elapsed.TotalSeconds:f1} s"));
        Assert.InRange(most, 1, MostMemory);
        // The damage is worth something: most files are refused.
        Assert.InRange(accepted, 0, count / 2);
    }

    private static void ReadAll(TemporaryFolder folder)
    {
        using WeightFiles files = WeightFiles.Open(folder.Path);
        Assert.Equal(64, files.Fingerprint().Length);
    }

    private static byte[] Damage(byte[] good, Random random, int headerAt)
    {
        List<byte> bytes = [.. good];
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            int at = random.Next(bytes.Count + 1), length = Math.Min(random.Next(1, 16), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length)); break;
                case 5: bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]); break;
                case 6: bytes.Insert(at, (byte)PickleCodes[random.Next(PickleCodes.Length)]); break;
                case 7 when random.Next(4) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        // Half of the safetensors files get a length that fits, so that the damage reaches the rules behind it.
        byte[] result = [.. bytes];
        if (headerAt > 0 && result.Length > 8 && random.Next(2) == 0)
        {
            int end = result.AsSpan().LastIndexOf((byte)'}');
            BinaryPrimitives.WriteInt64LittleEndian(result, Math.Max(0, end + 1 - 8));
        }

        return result;
    }
}
