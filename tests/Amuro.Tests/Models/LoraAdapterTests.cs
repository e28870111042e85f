using System.Text.Json.Nodes;
using Amuro.Models;
using Amuro.Tests.Training;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

public class LoraAdapterTests
{
    [Theory]
    [MemberData(nameof(LoraLayersTests.Families), MemberType = typeof(LoraLayersTests))]
    public void A_saved_adapter_is_read_back_and_merges_to_the_same_model(string family, int kind)
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = Adapters.Load(family), here = Adapters.Load(family), there = Adapters.Load(family);
        LoraOptions options = Adapters.Kinds[kind];
        using LoraLayers layers = Adapters.Attach(model, options);
        LoraAdapter adapter = Adapters.Copy(layers, model, options);

        adapter.Save(folder.Path, "some/model");
        LoraAdapter again = LoraAdapter.Load(folder.Path);
        adapter.MergeInto(here);
        PeftAdapter.Load(folder.Path).MergeInto(there);

        Assert.Equal(adapter.ToString(), again.ToString());
        Assert.Equal(adapter.ParameterCount, PeftAdapter.Load(folder.Path).ParameterCount);
        Assert.NotEqual(0, GoldenModel.Largest(here.Parameters.Flat - model.Parameters.Flat));
        Assert.Equal(0, GoldenModel.Largest(here.Parameters.Flat - there.Parameters.Flat));
    }

    [Theory]
    [InlineData("qv")]
    [InlineData("all_linear")]
    [InlineData("rslora")]
    [InlineData("dora")]
    public void The_files_are_those_of_the_reference(string name)
    {
        using TemporaryFolder folder = new();
        string source = Goldens.Path("formats/lora/" + name);

        LoraAdapter.Load(source).Save(folder.Path, "models/llama");

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(source, "adapter_model.safetensors")), File.ReadAllBytes(folder.File("adapter_model.safetensors")));
        JsonObject expected = Config(source), found = Config(folder.Path);
        Assert.Equal(expected.Select(p => p.Key), found.Select(p => p.Key));
        foreach ((string key, JsonNode? value) in expected.Where(p => p.Key != "target_modules"))
        {
            Assert.True(JsonNode.DeepEquals(value, found[key]), key);
        }
    }

    [Fact]
    public void Ranks_that_differ_can_be_merged_but_not_trained_on()
    {
        using TemporaryFolder folder = new();
        string source = Goldens.Path("formats/lora/qv");
        File.Copy(Path.Combine(source, "adapter_model.safetensors"), folder.File("adapter_model.safetensors"));
        JsonObject json = Config(source);
        json["alpha_pattern"] = new JsonObject { ["v_proj"] = 16 };
        folder.Write("adapter_config.json", json.ToJsonString());

        AmuroException error = Assert.Throws<AmuroException>(() => LoraAdapter.Load(folder.Path));

        Assert.Contains("alpha_pattern", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.layers.0.self_attn.v_proj", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_of_another_model_changes_nothing()
    {
        LoraAdapter adapter = LoraAdapter.Load(Goldens.Path("formats/lora/all_linear"));
        using DecoderModel other = Adapters.Load("llama_tied_gqa");
        using Tensor before = other.Parameters.Flat.clone();

        AmuroException error = Assert.Throws<AmuroException>(() => adapter.MergeInto(other));

        Assert.Contains("model.layers.1.mlp.down_proj: expected a change of [64, 96], found [48, 96]", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, GoldenModel.Largest(before - other.Parameters.Flat));
    }

    private static JsonObject Config(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json")))!.AsObject();
}
