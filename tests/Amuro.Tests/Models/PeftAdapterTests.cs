using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

/// <summary>Numbers of peft 0.21.2: goldens/formats/lora, tolerance 1e-4.</summary>
public class PeftAdapterTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Adapters => ["qv", "all_linear", "rslora", "dora"];

    [Theory]
    [MemberData(nameof(Adapters))]
    public void Merged_matrices_have_the_norms_of_the_reference(string name)
    {
        string folder = Goldens.Path("formats/lora/" + name);
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement;
        PeftAdapter adapter = PeftAdapter.Load(folder);
        Assert.Equal(expected.GetProperty("trainable_parameter_count").GetInt64(), adapter.ParameterCount);
        using DecoderModel model = Base();
        using Tensor before = model.Parameters.Flat.clone();
        adapter.MergeInto(model);
        var changed = new HashSet<string>();
        foreach (JsonProperty norm in expected.GetProperty("merged_parameter_norms").EnumerateObject())
        {
            changed.Add(norm.Name);
            using Tensor found = model.Parameters[norm.Name].norm();
            Assert.Equal(norm.Value.GetDouble(), found.item<float>(), Tolerance);
        }

        // The reference lists no norms where the layers are named one by one (all-linear).
        Assert.Equal(name != "all_linear", changed.Count > 0);
        changed.UnionWith(adapter.Targets.Select(t => t + ".weight"));
        Assert.Equal(adapter.Targets.Count, changed.Count);
        foreach (string other in model.Parameters.Names.Where(n => !changed.Contains(n)))
        {
            (long offset, IReadOnlyList<long> shape) = model.Parameters.PlaceOf(other);
            long count = shape.Aggregate(1L, (a, b) => a * b);
            using Tensor was = before.narrow(0, offset, count), now = model.Parameters.Flat.narrow(0, offset, count);
            Assert.True(now.equal(was).all().item<bool>(), other);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Adapters))]
    [Trait("Category", "Shared")]
    public void Merged_logits_agree(string name)
    {
        using GoldenModel golden = new(SharedData.Require("goldens/formats/lora/" + name));
        using DecoderModel model = Base();
        PeftAdapter.Load(golden.Folder).MergeInto(model);
        foreach (string prefix in (string[])["", "full."])
        {
            using DisposeScope scope = NewDisposeScope();
            using TokenBatch batch = TokenBatch.From(golden.Sequences(prefix));
            Tensor logits = model.Logits(model.Hidden(batch)), expected = golden.Stored(prefix + "logits_merged");
            double off = 0;
            for (int b = 0; b < batch.Sequences; b++)
            {
                off = Math.Max(off, GoldenModel.Largest(
                    logits.narrow(0, batch.Starts[b], batch.Lengths[b]) - expected[b].narrow(0, 0, batch.Lengths[b])));
            }

            output.WriteLine($"{name} {prefix}: {off:g3}");
            Assert.InRange(off, 0, Tolerance);
        }
    }

    [Fact]
    public void Other_types_round_the_sum_once()
    {
        PeftAdapter adapter = PeftAdapter.Load(Goldens.Path("formats/lora/dora"));
        using DecoderModel wide = DecoderModel.Load(Llama(), ScalarType.Float64), single = Base(), half = DecoderModel.Load(Llama(), ScalarType.BFloat16);
        using DecoderModel reference = half.CopyAs(ScalarType.Float32);
        adapter.MergeInto(wide);
        adapter.MergeInto(single);
        adapter.MergeInto(half);
        adapter.MergeInto(reference);
        using DecoderModel rounded = reference.CopyAs(ScalarType.BFloat16);
        Assert.InRange(GoldenModel.Largest(wide.Parameters.Flat - single.Parameters.Flat), 0, 1e-5);
        Assert.Equal(0, GoldenModel.Largest(half.Parameters.Flat - rounded.Parameters.Flat));
    }

    [Fact]
    public void Ranks_and_alphas_by_name_are_followed()
    {
        using var folder = new TemporaryFolder();
        Change(folder, "qv", json => json["alpha_pattern"] = new JsonObject { ["layers.0.*q_proj"] = 0, ["v_proj"] = 16, ["proj"] = 1000 });
        using DecoderModel before = Base(), once = Base(), twice = Base();
        PeftAdapter.Load(Goldens.Path("formats/lora/qv")).MergeInto(once);
        PeftAdapter.Load(folder.Path).MergeInto(twice);
        const string Query = "model.layers.0.self_attn.q_proj.weight", Value = "model.layers.1.self_attn.v_proj.weight";
        Assert.Equal(0, GoldenModel.Largest(twice.Parameters[Query] - before.Parameters[Query]));
        Tensor change = once.Parameters[Value] - before.Parameters[Value];
        Assert.True(GoldenModel.Largest(change) > 0.01);
        Assert.InRange(GoldenModel.Largest(twice.Parameters[Value] - before.Parameters[Value] - change - change), 0, 1e-5);
    }

    [Fact]
    public void Matrices_stored_input_first_get_the_change_turned()
    {
        using var folder = new TemporaryFolder();
        Change(folder, "qv", json => json["fan_in_fan_out"] = true);
        using DecoderModel before = Base(), straight = Base(), turned = Base();
        PeftAdapter.Load(Goldens.Path("formats/lora/qv")).MergeInto(straight);
        PeftAdapter.Load(folder.Path).MergeInto(turned);
        const string Name = "model.layers.1.self_attn.q_proj.weight";
        using Tensor change = straight.Parameters[Name] - before.Parameters[Name], other = turned.Parameters[Name] - before.Parameters[Name];
        Assert.InRange(GoldenModel.Largest(change.t() - other), 0, 1e-6);
        Assert.True(GoldenModel.Largest(change - other) > 0.01);
    }

    [Theory]
    [InlineData("peft_type", "\"LOHA\"")]
    [InlineData("bias", "\"all\"")]
    [InlineData("lora_bias", "true")]
    [InlineData("modules_to_save", "[\"lm_head\"]")]
    [InlineData("layer_replication", "[[0, 1]]")]
    [InlineData("init_lora_weights", "\"pissa\"")]
    [InlineData("target_parameters", "[\"x\"]")]
    [InlineData("alora_invocation_tokens", "[1]")]
    [InlineData("use_qalora", "true")]
    [InlineData("some_option_of_tomorrow", "1")]
    [InlineData("r", "0")]
    [InlineData("lora_alpha", "\"8\"")]
    [InlineData("rank_pattern", "{\"(\": 4}")]
    public void What_cannot_be_followed_is_refused_by_name(string option, string value)
    {
        using var folder = new TemporaryFolder();
        Change(folder, "qv", json => json[option] = JsonNode.Parse(value));
        AmuroException e = Assert.Throws<AmuroException>(() => PeftAdapter.Load(folder.Path));
        Assert.StartsWith(folder.File("adapter_config.json") + ": " + option, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_in_one_message()
    {
        using var folder = new TemporaryFolder();
        Change(folder, "qv", json => (json["use_bdlora"], json["lora_bias"]) = (true, true));
        string message = Assert.Throws<AmuroException>(() => PeftAdapter.Load(folder.Path)).Message;
        Assert.Contains("use_bdlora", message, StringComparison.Ordinal);
        Assert.Contains("lora_bias", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qv", "r", "8", "expected the rank 8")]
    [InlineData("qv", "use_dora", "true", "lora_magnitude_vector: expected it, found none")]
    [InlineData("dora", "use_dora", "false", "lora_magnitude_vector: expected none without use_dora")]
    public void Config_and_weights_must_agree(string name, string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Change(folder, name, json => json[option] = JsonNode.Parse(value));
        Assert.Contains(said, Assert.Throws<AmuroException>(() => PeftAdapter.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_of_another_model_changes_nothing()
    {
        PeftAdapter adapter = PeftAdapter.Load(Goldens.Path("formats/lora/all_linear"));
        using DecoderModel other = DecoderModel.Load(Checkpoint.FromFolder(Goldens.Path("models/llama_tied_gqa"), 0));
        using Tensor before = other.Parameters.Flat.clone();
        string message = Assert.Throws<AmuroException>(() => adapter.MergeInto(other)).Message;
        Assert.Contains("model.layers.1.mlp.down_proj.weight: expected a change of [64, 96], found [48, 96]", message, StringComparison.Ordinal);
        Assert.Equal(0, GoldenModel.Largest(before - other.Parameters.Flat));
    }

    private static Checkpoint Llama() => Checkpoint.FromFolder(Goldens.Path("models/llama"), 0);

    private static DecoderModel Base() => DecoderModel.Load(Llama());

    private static void Change(TemporaryFolder folder, string name, Action<JsonObject> change)
    {
        string source = Goldens.Path("formats/lora/" + name);
        File.Copy(Path.Combine(source, "adapter_model.safetensors"), folder.File("adapter_model.safetensors"));
        JsonObject json = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "adapter_config.json")))!.AsObject();
        change(json);
        folder.Write("adapter_config.json", json.ToJsonString());
    }
}
