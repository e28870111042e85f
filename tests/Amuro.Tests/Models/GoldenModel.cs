using System.Globalization;
using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Tests.Models;

/// <summary>One case of goldens/models or goldens/formats: a checkpoint and the numbers it must give.</summary>
internal sealed class GoldenModel : IDisposable
{
    private readonly SafetensorsFile _expected;

    public GoldenModel(string relative)
    {
        Folder = FolderOf(relative);
        _expected = SafetensorsFile.Open(Path.Combine(Folder, "expected.safetensors"));
        Expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json"))).RootElement;
    }

    public string Folder { get; }

    /// <summary>Every case of goldens/models.</summary>
    public static string[] Names { get; } =
    [
        "llama", "llama_tied_gqa", "llama_rope_llama3", "llama_rope_linear", "llama_bias", "olmo", "olmo_clip", "olmo2", "olmo3",
        "olmo3_yarn", "gpt_neox", "gpt_neox_sequential", "qwen2", "qwen3", "gpt2", "mistral",
    ];

    /// <summary>The folder of a case; some are not part of this repository.</summary>
    public static string FolderOf(string relative) =>
        Directory.Exists(Goldens.Path(relative)) ? Goldens.Path(relative) : SharedData.Require("goldens/" + relative);

    public static DecoderModel Load(string name, ScalarType type = ScalarType.Float32) =>
        DecoderModel.Load(Checkpoint.FromFolder(FolderOf("models/" + name), 0), type);

    public JsonElement Expected { get; }

    /// <summary>A stored tensor; lives in the current dispose scope.</summary>
    public Tensor Stored(string name)
    {
        WeightInfo info = _expected.Weights[name];
        Tensor result = empty([.. info.Shape], dtype: info.Type == WeightType.Int64 ? ScalarType.Int64 : ScalarType.Float32);
        _expected.Data(name).CopyTo(result.bytes);
        return result;
    }

    /// <summary>The batch as sequences of real tokens.</summary>
    public int[][] Sequences(string prefix)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = Stored(prefix + "input_ids");
        long[] flat = ids.data<long>().ToArray();
        int width = (int)ids.shape[1];
        long[] lengths = Stored(prefix + "attention_mask").sum(1).data<long>().ToArray();
        return [.. lengths.Select((n, row) => flat.Skip(row * width).Take((int)n).Select(id => (int)id).ToArray())];
    }

    /// <summary>Largest differences of logits, log-probabilities, loss, and (relative) gradient norms of one batch.</summary>
    public Differences Compare(DecoderModel model, string prefix)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.From(Sequences(prefix));
        model.Parameters.EnableGradients();
        model.Parameters.ZeroGradients();
        Tensor logits = model.Logits(model.Hidden(batch));
        Tensor expectedLogits = Stored(prefix + "logits"), expectedLogp = Stored(prefix + "logp"), labels = Stored(prefix + "labels");
        Tensor logp = Functional.log_softmax(logits, -1);
        double logitsOff = 0, logpOff = 0;
        Tensor total = zeros(1);
        long count = 0;
        for (int b = 0; b < batch.Sequences; b++)
        {
            (int start, int length) = (batch.Starts[b], batch.Lengths[b]);
            logitsOff = Math.Max(logitsOff, Largest(logits.narrow(0, start, length) - expectedLogits[b].narrow(0, 0, length)));
            Tensor next = logp.narrow(0, start, length - 1).gather(1, batch.Ids.narrow(0, start + 1, length - 1).unsqueeze(1)).squeeze(1);
            logpOff = Math.Max(logpOff, Largest(next - expectedLogp[b].narrow(0, 0, length - 1)));
            Tensor used = labels[b].narrow(0, 1, length - 1).ne(-100);
            total -= (next * used).sum();
            count += used.sum().item<long>();
        }

        Tensor loss = total / count;
        loss.backward();
        JsonElement numbers = prefix.Length == 0 ? Expected : Expected.GetProperty("full");
        double gradientOff = 0;
        foreach (JsonProperty norm in numbers.GetProperty("grad_norms").EnumerateObject())
        {
            double found = model.Parameters.GradientOf(norm.Name).to(ScalarType.Float32).norm().item<float>();
            gradientOff = Math.Max(gradientOff, Math.Abs(found - norm.Value.GetDouble()) / norm.Value.GetDouble());
        }

        double all = model.Parameters.Gradient!.to(ScalarType.Float32).norm().item<float>(), allExpected = numbers.GetProperty("grad_norm_total").GetDouble();
        return new Differences(
            logitsOff,
            logpOff,
            Math.Abs(loss.item<float>() - numbers.GetProperty("loss").GetDouble()),
            Math.Max(gradientOff, Math.Abs(all - allExpected) / allExpected));
    }

    public (int[] Prompt, int[] New) Greedy()
    {
        JsonElement greedy = Expected.GetProperty("greedy");
        return (Ints(greedy.GetProperty("prompt_ids")), Ints(greedy.GetProperty("new_ids")));
    }

    public static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];

    public static double Largest(Tensor differences) => differences.abs().max().to(ScalarType.Float64).item<double>();

    public void Dispose() => _expected.Dispose();

    internal sealed record Differences(double Logits, double LogProbabilities, double Loss, double GradientNorms)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"logits {Logits:g3}, logp {LogProbabilities:g3}, loss {Loss:g3}, gradient norms {GradientNorms:g3}");
    }
}
