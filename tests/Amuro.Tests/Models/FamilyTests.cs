using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Tests.Models;

/// <summary>What every family promises beyond the reference numbers.</summary>
public class FamilyTests
{
    public static TheoryData<string> Cases => [.. GoldenModel.Names];

    /// <summary>One new model of each family; nothing was read from a file.</summary>
    public static TheoryData<string> Families => ["llama", "olmo", "olmo2", "olmo3", "gpt_neox", "qwen2", "qwen3", "gpt2", "mistral"];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_saved_model_has_the_reference_names_shapes_and_no_others(string name)
    {
        using var folder = new TemporaryFolder();
        string golden = GoldenModel.FolderOf("models/" + name);
        using (DecoderModel model = GoldenModel.Load(name))
        {
            model.Save(folder.Path);
        }

        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(golden, "model.safetensors"));
        using SafetensorsFile found = SafetensorsFile.Open(Path.Combine(folder.Path, "model.safetensors"));
        Assert.Equal(expected.Weights.Keys.Order(StringComparer.Ordinal), found.Weights.Keys.Order(StringComparer.Ordinal));
        foreach ((string key, WeightInfo info) in expected.Weights)
        {
            Assert.Equal(info, found.Weights[key]);
            Assert.True(expected.Data(key).SequenceEqual(found.Data(key)), key);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_new_model_can_be_saved_and_loaded(string family)
    {
        using var folder = new TemporaryFolder();
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = DecoderModel.Initialise(New(family), 1);
        TokenBatch batch = TokenBatch.From([[1, 2, 3, 4, 5, 6, 7, 8, 9], [10, 11]]);
        Tensor before = model.Hidden(batch);
        model.Save(folder.Path);
        using DecoderModel again = DecoderModel.Load(Checkpoint.FromFolder(folder.Path, 0));
        Assert.True(before.Equals(again.Hidden(batch)));
        Assert.Equal(family, JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "config.json")))!["model_type"]!.GetValue<string>());
        model.Parameters.EnableGradients();
        Functional.cross_entropy(model.Logits(model.Hidden(batch)), batch.Ids.roll(1)).backward();
        foreach (string name in model.Parameters.Names)
        {
            Assert.True(model.Parameters.GradientOf(name).norm().item<float>() > 0, name);
        }
    }

    [Theory]
    [InlineData("gpt_neox", false)]
    [InlineData("gpt2", false)]
    [InlineData("olmo", true)]
    [InlineData("mistral", true)]
    public void Only_some_families_keep_the_padding_row(string family, bool kept)
    {
        using DecoderModel model = DecoderModel.Initialise(New(family) with { PadId = 3, TieEmbeddings = false }, 1);
        string embedding = model.Parameters.Names[0];
        Assert.Equal(kept, model.Parameters[embedding][3].abs().max().item<float>() == 0);
        model.Parameters.EnableGradients();
        using DisposeScope scope = NewDisposeScope();
        TokenBatch batch = TokenBatch.From([[1, 3, 4, 5]]);
        Functional.cross_entropy(model.Logits(model.Hidden(batch)), batch.Ids.roll(1)).backward();
        Assert.Equal(kept, model.Parameters.GradientOf(embedding)[3].norm().item<float>() == 0);
    }

    [Theory]
    [InlineData("llama", "ParallelResidual")]
    [InlineData("gpt2", "AttentionBias")]
    [InlineData("olmo2", "ClipQueryKeyValue")]
    [InlineData("qwen2", "MlpBias")]
    [InlineData("olmo", "NormEpsilon")]
    [InlineData("gpt_neox", "KeyValueHeads")]
    public void An_option_that_a_family_does_not_have_is_named(string family, string option)
    {
        DecoderConfig config = New(family);
        DecoderConfig wrong = option switch
        {
            "ParallelResidual" => config with { ParallelResidual = true },
            "AttentionBias" => config with { AttentionBias = false },
            "ClipQueryKeyValue" => config with { ClipQueryKeyValue = 1 },
            "MlpBias" => config with { MlpBias = true },
            "NormEpsilon" => config with { NormEpsilon = 1e-6 },
            _ => config with { KeyValueHeads = 2 },
        };
        string message = Assert.Throws<AmuroException>(() => DecoderModel.Initialise(wrong, 1)).Message;
        Assert.Contains(option + ": expected", message, StringComparison.Ordinal);
        Assert.Contains("family " + family, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_gpt2_files_have_no_prefix_and_carry_masks()
    {
        using var folder = new TemporaryFolder();
        using SafetensorsFile golden = SafetensorsFile.Open(Goldens.Path("models/gpt2/model.safetensors"));
        byte[] mask = new byte[64 * 64];
        SafetensorsWriter.Write(
            Path.Combine(folder.Path, "model.safetensors"),
            [
                .. golden.Weights.Values.Select(w => new WeightSource(
                    w with { Name = w.Name["transformer.".Length..] }, stream => stream.Write(golden.Data(w.Name)))),
                new WeightSource(new WeightInfo("h.0.attn.bias", WeightType.UInt8, [1, 1, 64, 64]), stream => stream.Write(mask)),
                new WeightSource(new WeightInfo("h.0.attn.masked_bias", WeightType.Float32, []), stream => stream.Write(mask.AsSpan(0, 4))),
            ]);
        JsonObject config = JsonNode.Parse(File.ReadAllText(Goldens.Path("models/gpt2/config.json")))!.AsObject();
        config.Remove("tie_word_embeddings");
        config.Remove("n_inner");
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), config.ToJsonString());
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(folder.Path, 0)), expected = GoldenModel.Load("gpt2");
        Assert.True(expected.Parameters.Flat.Equals(model.Parameters.Flat));
        Assert.True(model.Config.TieEmbeddings);
    }

    [Fact]
    public void One_weight_under_two_names_is_refused()
    {
        using var folder = new TemporaryFolder();
        using SafetensorsFile golden = SafetensorsFile.Open(Goldens.Path("models/gpt2/model.safetensors"));
        SafetensorsWriter.Write(
            Path.Combine(folder.Path, "model.safetensors"),
            [
                .. golden.Weights.Values.Select(w => new WeightSource(w, stream => stream.Write(golden.Data(w.Name)))),
                new WeightSource(golden.Weights["transformer.ln_f.bias"] with { Name = "ln_f.bias" }, stream => stream.Write(golden.Data("transformer.ln_f.bias"))),
            ]);
        File.Copy(Goldens.Path("models/gpt2/config.json"), Path.Combine(folder.Path, "config.json"));
        string message = Assert.Throws<AmuroException>(() => DecoderModel.Load(Checkpoint.FromFolder(folder.Path, 0))).Message;
        Assert.Contains("transformer.ln_f.bias: expected one weight", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama", "model_type", "\"gpt5\"", "expected one of llama")]
    [InlineData("llama", "hidden_act", "\"gelu\"", "hidden_act")]
    [InlineData("llama", "hidden_size", "null", "hidden_size: expected a number, found none")]
    [InlineData("llama", "hidden_size", "\"48\"", "hidden_size: expected a whole number")]
    [InlineData("llama", "num_key_value_heads", "3", "KeyValueHeads")]
    [InlineData("llama", "head_dim", "13", "HeadDim")]
    [InlineData("llama", "vocab_size", "-1", "VocabularySize")]
    [InlineData("llama", "rms_norm_eps", "0", "NormEpsilon")]
    [InlineData("llama", "tie_word_embeddings", "1", "tie_word_embeddings")]
    [InlineData("llama", "rope_parameters", """{"rope_type":"spiral","rope_theta":1}""", "spiral")]
    [InlineData("llama", "rope_parameters", """{"rope_type":"llama3","rope_theta":1,"factor":2}""", "low_freq_factor")]
    [InlineData("llama", "rope_parameters", """{"rope_type":"linear","factor":-1}""", "factor")]
    [InlineData("olmo3_yarn", "layer_types", """["full_attention"]""", "layer_types")]
    [InlineData("olmo3_yarn", "layer_types", """["full_attention","local"]""", "layer_types")]
    [InlineData("olmo3_yarn", "rope_parameters", """{"full_attention":{"rope_type":"spiral"}}""", "rope_parameters.full_attention.rope_type")]
    [InlineData("olmo3_yarn", "rope_parameters", """{"full_attention":{"rope_type":"yarn","factor":-1}}""", "yarn")]
    [InlineData("olmo3_yarn", "rope_parameters", """{"rope_type":"default","rope_theta":10000}""", "rope_parameters: expected objects")]
    [InlineData("mistral", "rope_parameters", """{"rope_type":"default","partial_rotary_factor":0.5}""", "partial_rotary_factor: expected 1, found 0.5")]
    [InlineData("olmo3_yarn", "sliding_window", "0", "SlidingWindow")]
    [InlineData("qwen3", "use_sliding_window", "1", "use_sliding_window: expected true or false")]
    [InlineData("qwen2", "layer_types", """["full_attention","sliding_attention"]""", "layer_types")]
    [InlineData("gpt_neox", "hidden_act", "\"mish\"", "hidden_act")]
    [InlineData("gpt_neox", "rope_parameters", """{"partial_rotary_factor":0.2}""", "RotaryShare")]
    [InlineData("gpt2", "scale_attn_by_inverse_layer_idx", "true", "scale_attn_by_inverse_layer_idx")]
    [InlineData("olmo_clip", "clip_qkv", "-1", "ClipQueryKeyValue")]
    [InlineData("olmo2", "hidden_act", "\"gelu\"", "hidden_act")]
    public void A_bad_config_names_the_field(string name, string key, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        JsonObject config = JsonNode.Parse(File.ReadAllText(Goldens.Path($"models/{name}/config.json")))!.AsObject();
        config[key] = JsonNode.Parse(value);
        string path = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(path, config.ToJsonString());
        string message = Assert.Throws<AmuroException>(() => DecoderConfig.Read(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_keys_take_the_defaults_of_the_class()
    {
        DecoderConfig mistral = Without("mistral", "sliding_window", "num_key_value_heads", "max_position_embeddings");
        Assert.Equal((4096, 8, 131072), (mistral.SlidingWindow, mistral.KeyValueHeads, mistral.MaxPositions));
        DecoderConfig olmo3 = Without("olmo3_yarn", "layer_types", "pad_token_id", "rope_parameters", "rms_norm_eps");
        Assert.Equal((1, 500000, 500000, 1e-5), (olmo3.PadId, olmo3.RopeTheta, olmo3.SlidingRopeTheta, olmo3.NormEpsilon));
        Assert.Equal([0, 1], olmo3.SlidingLayers!.Layers);
        Assert.Equal(128, Without("qwen3", "head_dim").HeadDim);
        DecoderConfig neox = Without("gpt_neox", "attention_bias", "rope_parameters", "use_parallel_residual");
        Assert.Equal((true, 0.25, 10000, true), (neox.AttentionBias, neox.RotaryShare, neox.RopeTheta, neox.ParallelResidual));

        static DecoderConfig Without(string name, params string[] keys)
        {
            using var folder = new TemporaryFolder();
            JsonObject config = JsonNode.Parse(File.ReadAllText(Goldens.Path($"models/{name}/config.json")))!.AsObject();
            if (name == "mistral")
            {
                config["num_attention_heads"] = 16;
            }

            Array.ForEach(keys, key => config.Remove(key));
            string path = Path.Combine(folder.Path, "config.json");
            File.WriteAllText(path, config.ToJsonString());
            return DecoderConfig.Read(path);
        }
    }

    [Fact]
    public void Qwen_slides_only_with_the_flag_and_from_a_layer_on()
    {
        Assert.Null(Qwen("""{"sliding_window":4}""").SlidingWindow);
        DecoderConfig flagged = Qwen("""{"sliding_window":4,"use_sliding_window":true,"max_window_layers":1}""");
        Assert.Equal(4, flagged.SlidingWindow);
        Assert.Equal([1], flagged.SlidingLayers!.Layers);

        static DecoderConfig Qwen(string changes)
        {
            using var folder = new TemporaryFolder();
            JsonObject config = JsonNode.Parse(File.ReadAllText(Goldens.Path("models/qwen2/config.json")))!.AsObject();
            config.Remove("layer_types");
            foreach ((string key, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
            {
                config[key] = value?.DeepClone();
            }

            string path = Path.Combine(folder.Path, "config.json");
            File.WriteAllText(path, config.ToJsonString());
            return DecoderConfig.Read(path);
        }
    }

    private static DecoderConfig New(string family)
    {
        DecoderConfig plain = new()
        {
            Family = family, VocabularySize = 40, HiddenSize = 16, Layers = 2, Heads = 4, IntermediateSize = 24, MaxPositions = 32, InitializerRange = 0.3,
        };
        return family switch
        {
            "olmo" => plain with { NormEpsilon = 1e-5, ClipQueryKeyValue = 0.7, KeyValueHeads = 2 },
            "olmo3" => plain with
            {
                SlidingWindow = 4,
                SlidingLayers = new LayerSet([1]),
                SlidingRopeTheta = 100,
                RopeScaling = new YarnRopeScaling(4, 8),
            },
            "gpt_neox" => plain with { AttentionBias = true, MlpBias = true, Activation = Activation.Gelu, RotaryShare = 0.5, ParallelResidual = true },
            "qwen2" => plain with { AttentionBias = true, AttentionOutputBias = false, KeyValueHeads = 1, TieEmbeddings = true },
            "qwen3" => plain with { HeadDim = 6, SlidingWindow = 3, SlidingLayers = new LayerSet([0]) },
            "gpt2" => plain with { AttentionBias = true, MlpBias = true, Activation = Activation.GeluTanh, TieEmbeddings = true },
            "mistral" => plain with { KeyValueHeads = 2, SlidingWindow = 3 },
            _ => plain,
        };
    }
}
