using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Models;

namespace Amuro.Tests.Models;

/// <summary>A saved folder is what transformers 5.23.0 writes for the same model: compared with the golden folders.</summary>
public class ExportTests
{
    // The spelling of transformers 4, written beside the new one; both versions read the file.
    private static readonly string[] OlderSpelling = ["rope_theta", "rope_scaling", "rotary_emb_base", "rotary_pct"];

    public static TheoryData<string> Cases => [.. GoldenModel.Names.Select(n => "models/" + n), "formats/sharded", "formats/bf16"];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Config_and_weights_are_those_of_transformers(string name)
    {
        string golden = GoldenModel.FolderOf(name);
        using var folder = new TemporaryFolder();
        bool half = name == "formats/bf16";
        using (DecoderModel model = DecoderModel.Load(
            Checkpoint.FromFolder(golden, 0), half ? TorchSharp.torch.ScalarType.BFloat16 : TorchSharp.torch.ScalarType.Float32))
        {
            model.Save(folder.Path);
        }

        JsonObject expected = Read(Path.Combine(golden, "config.json")), found = Read(folder.File("config.json"));
        foreach ((string key, JsonNode? value) in expected)
        {
            Assert.True(found.ContainsKey(key) && JsonNode.DeepEquals(value, found[key]), $"{key}: {value?.ToJsonString()} {found[key]?.ToJsonString()}");
        }

        Assert.Empty(found.Select(p => p.Key).Except(expected.Select(p => p.Key)).Except(OlderSpelling));
        Assert.Equal(found.Select(p => p.Key).Order(StringComparer.Ordinal), found.Select(p => p.Key));
        if (name == "formats/sharded")
        {
            golden = GoldenModel.FolderOf("models/llama");
        }

        // Names, types, shapes, places and metadata; transformers spells the header in its own order of keys.
        using SafetensorsFile was = SafetensorsFile.Open(Path.Combine(golden, "model.safetensors")), now = SafetensorsFile.Open(folder.File("model.safetensors"));
        Assert.Equal(was.Metadata, now.Metadata);
        Assert.Equal(was.Weights.Values.OrderBy(w => w.Name, StringComparer.Ordinal), now.Weights.Values.OrderBy(w => w.Name, StringComparer.Ordinal));
        Assert.All(was.Weights.Keys, key => Assert.True(was.Data(key).SequenceEqual(now.Data(key)), key));
        Assert.Equal(new FileInfo(was.Path).Length, new FileInfo(now.Path).Length);
        Assert.Equal(File.ReadAllBytes(was.Path), File.ReadAllBytes(now.Path));
    }

    [Fact]
    public void The_generation_config_names_the_special_tokens()
    {
        string golden = Goldens.Path("evaluation/models/llama-bos-v1024");
        using var folder = new TemporaryFolder();
        using (DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(golden, 0)))
        {
            model.Save(folder.Path);
        }

        JsonObject expected = Read(Path.Combine(golden, "generation_config.json")), found = Read(folder.File("generation_config.json"));
        // The mark of a file that was derived from config.json.
        Assert.True(found.Remove("_from_model_config"));
        Assert.True(JsonNode.DeepEquals(expected, found), found.ToJsonString());
    }

    [Fact]
    public void Several_ends_of_text_are_kept_in_both_files()
    {
        using TemporaryFolder source = new(), folder = new();
        File.Copy(Goldens.Path("models/llama/model.safetensors"), source.File("model.safetensors"));
        JsonObject config = Read(Goldens.Path("models/llama/config.json"));
        config["eos_token_id"] = new JsonArray(2, 7);
        source.Write("config.json", config.ToJsonString());
        using (DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(source.Path, 0)))
        {
            Assert.Equal(2, model.Config.EosId);
            model.Save(folder.Path);
        }

        Assert.Equal("[2,7]", Read(folder.File("config.json"))["eos_token_id"]!.ToJsonString());
        Assert.Equal("[2,7]", Read(folder.File("generation_config.json"))["eos_token_id"]!.ToJsonString());
    }

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
}
