using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Checkpoints.OlmoNative;
using Amuro.Tests.Checkpoints.Pickle;

namespace Amuro.Tests.Checkpoints.OlmoNative;

/// <summary>Folders of the OLMo trainer, seen as Hugging Face folders.</summary>
public class OlmoCheckpointTests
{
    private const string Small = """
        model:
          d_model: 8
          n_heads: 4
          n_kv_heads: 2
          n_layers: 1
          mlp_hidden_size: 24
          weight_tying: true
          rope: true
          include_bias: false
          max_sequence_length: 16
          vocab_size: 10
          embedding_size: 12
          eos_token_id: 9
          pad_token_id: 1
          layer_norm_with_affine: false

        """;

    [Theory]
    [InlineData("olmo_native", "olmo")]
    [InlineData("olmo_native_clip", "olmo_clip")]
    [InlineData("olmo2_native", "olmo2")]
    public void The_config_is_that_of_the_same_model_as_transformers_writes_it(string native, string hub)
    {
        JsonElement found = ConfigFile.Read(Goldens.Path($"formats/{native}/config.yaml"));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Goldens.Path($"models/{hub}/config.json")));
        // The trainer's files name an end of text of their own; the version is that of the writer.
        string[] free = ["eos_token_id", "transformers_version"];
        foreach (JsonProperty property in expected.RootElement.EnumerateObject().Where(p => !free.Contains(p.Name)))
        {
            Assert.True(found.TryGetProperty(property.Name, out JsonElement value), property.Name);
            Assert.True(JsonElement.DeepEquals(property.Value, value), $"{property.Name}: {property.Value} {value}");
        }

        Assert.Empty(found.EnumerateObject().Select(p => p.Name).Except(expected.RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [SkippableTheory]
    [InlineData("olmo_native", "olmo")]
    [InlineData("olmo_native_clip", "olmo_clip")]
    [InlineData("olmo2_native", "olmo2")]
    [Trait("Category", "Shared")]
    public void The_weights_are_those_of_the_same_model_on_the_hub(string native, string hub)
    {
        Checkpoint trainer = Checkpoint.FromFolder(SharedData.Require("goldens/formats/" + native), 1);
        Checkpoint converted = Checkpoint.FromFolder(SharedData.Require("goldens/models/" + hub), 1);
        Assert.Equal(converted.ModelType, trainer.ModelType);
        Assert.Equal(converted.Fingerprint(), trainer.Fingerprint());
    }

    [Fact]
    public void Stacked_matrices_are_seen_as_their_parts()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", Small);
        TorchWriter.Storage Rows(int rows) => new("Float", 4, [.. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Repeat((byte)r, 32))]);
        var storages = new Dictionary<string, TorchWriter.Storage> { ["0"] = Rows(16), ["1"] = Rows(24), ["2"] = Rows(12) };
        StoredTensor[] tensors =
        [
            new("transformer.blocks.0.att_proj.weight", "0", 0, [16, 8], [8, 1]),
            new("transformer.blocks.0.ff_proj.weight", "1", 0, [24, 8], [8, 1]),
            new("transformer.wte.weight", "2", 0, [12, 8], [8, 1]),
            new("something.else", "2", 0, [12, 8], [8, 1]),
        ];
        File.WriteAllBytes(folder.File("model.pt"), TorchWriter.Zip(tensors, storages));
        Assert.Equal("olmo", Checkpoint.FromFolder(folder.Path, 1).ModelType);
        using WeightFiles files = WeightFiles.Open(folder.Path);
        (string Name, int First, int Rows)[] parts =
        [
            ("model.layers.0.self_attn.q_proj.weight", 0, 8), ("model.layers.0.self_attn.k_proj.weight", 8, 4),
            ("model.layers.0.self_attn.v_proj.weight", 12, 4), ("model.layers.0.mlp.up_proj.weight", 0, 12),
            ("model.layers.0.mlp.gate_proj.weight", 12, 12), ("model.embed_tokens.weight", 0, 12), ("something.else", 0, 12),
        ];
        Assert.Equal(parts.Select(p => p.Name).Order(), files.Weights.Keys.Order());
        foreach ((string name, int first, int rows) in parts)
        {
            Assert.Equal([rows, 8], files.Weights[name].Shape.ToArray());
            Assert.Equal(Enumerable.Range(first, rows).SelectMany(r => Enumerable.Repeat((byte)r, 32)), files.Data(name).ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => files.Data("model.layers.0.self_attn.q_proj.weight", 0, 257).Length);
        folder.Write("config.yaml", Small.Replace("n_kv_heads: 2", "n_kv_heads: 4", StringComparison.Ordinal));
        Assert.Contains("expected 24 rows", Assert.Throws<AmuroException>(() => WeightFiles.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rope: true", "rope: false", "rope")]
    [InlineData("rope: true", "", "rope")]
    [InlineData("rope: true", "rope: true\n  alibi: true", "alibi")]
    [InlineData("include_bias: false", "include_bias: true", "include_bias")]
    [InlineData("d_model: 8", "d_model: eight", "d_model")]
    [InlineData("d_model: 8", "d_model: 9", "d_model")]
    [InlineData("n_layers: 1", "n_layers: [1]", "n_layers")]
    [InlineData("n_kv_heads: 2", "n_kv_heads: 3", "n_kv_heads")]
    [InlineData("mlp_hidden_size: 24", "mlp_hidden_size: 23", "mlp_hidden_size")]
    [InlineData("layer_norm_with_affine: false", "", "layer_norm_with_affine")]
    [InlineData("layer_norm_with_affine: false", "layer_norm_with_affine: false\n  norm_after: true", "attention_layer_norm")]
    [InlineData("layer_norm_with_affine: false", "layer_norm_with_affine: false\n  layer_norm_eps: 1e-6", "layer_norm_eps")]
    [InlineData("weight_tying: true", "weight_tying: true\n  weight_tying: false", "weight_tying twice")]
    [InlineData("model:", "models:", "section model")]
    [InlineData("model:", "model: &a\n  x: *a\nother:", "alias")]
    [InlineData("model:", "model: }", "YAML")]
    public void What_the_families_cannot_express_is_refused_by_name(string from, string to, string said)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("config.yaml", Small.Replace(from, to, StringComparison.Ordinal));
        AmuroException e = Assert.Throws<AmuroException>(() => ConfigFile.Read(path));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embedding_size: 12", "embedding_size: null", "vocab_size", "10")]
    [InlineData("embedding_size: 12", "", "vocab_size", "10")]
    [InlineData("mlp_hidden_size: 24", "mlp_ratio: 6", "intermediate_size", "24")]
    [InlineData("n_kv_heads: 2", "multi_query_attention: true", "num_key_value_heads", "1")]
    [InlineData("n_kv_heads: 2", "", "num_key_value_heads", "4")]
    [InlineData("eos_token_id: 9", "eos_token_id: 0", "eos_token_id", "0")]
    [InlineData("embedding_size: 12\n  eos_token_id: 9", "embedding_size: 50304\n  eos_token_id: 0", "eos_token_id", "50279")]
    [InlineData("rope: true", "rope: true\n  rope_theta: 5.0e+05", "rope_parameters", """{"rope_theta":500000,"rope_type":"default"}""")]
    [InlineData("weight_tying: true", "", "tie_word_embeddings", "true")]
    public void Absent_and_older_keys_have_the_trainers_meaning(string from, string to, string key, string expected)
    {
        using var folder = new TemporaryFolder();
        string yaml = Small.ReplaceLineEndings("\n");
        Assert.Contains(from, yaml, StringComparison.Ordinal);
        JsonElement config = ConfigFile.Read(folder.Write("config.yaml", yaml.Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal(expected, config.GetProperty(key).GetRawText());
    }

    [Fact]
    public void Deep_nesting_does_not_overflow_the_stack()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("config.yaml", "x: " + new string('[', 200_000));
        Assert.Throws<AmuroException>(() => ConfigFile.Read(path));
    }

    [Fact]
    public void A_series_of_such_folders_is_in_order()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["step200-unsharded", "step1000-unsharded"])
        {
            Directory.CreateDirectory(folder.File(name));
            folder.Write(name + "/config.yaml", Small);
            File.WriteAllBytes(folder.File(name + "/model.pt"), TorchWriter.Zip(new StoredTensor[] { }, new Dictionary<string, TorchWriter.Storage>()));
        }

        Assert.Equal([200, 1000], CheckpointSeries.FromFolders(folder.Path + "/step*").Select(c => c.Step));
    }
}
