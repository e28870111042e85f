using System.Globalization;
using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>The reference outputs of one checkpoint: expected.json and expected.safetensors, as goldens/models/README.md says.</summary>
internal class ModelReference(string folder) : IDisposable
{
    private readonly SafetensorsFile _stored = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));

    public string Folder { get; } = folder;

    public JsonElement Expected { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement;

    /// <summary>Prefixes of the batches that are stored: padded, and full.</summary>
    public IEnumerable<string> Batches => new[] { "", "full." }.Where(p => _stored.Weights.ContainsKey(p + "input_ids"));

    /// <summary>A stored tensor; lives in the current dispose scope.</summary>
    public Tensor Stored(string name)
    {
        WeightInfo info = _stored.Weights[name];
        Tensor result = empty([.. info.Shape], dtype: info.Type == WeightType.Int64 ? ScalarType.Int64 : ScalarType.Float32);
        _stored.Data(name).CopyTo(result.bytes);
        return result;
    }

    /// <summary>A batch as sequences of real tokens.</summary>
    public int[][] Sequences(string batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = Stored(batch + "input_ids");
        long[] flat = ids.data<long>().ToArray();
        int width = (int)ids.shape[1];
        long[] lengths = Stored(batch + "attention_mask").sum(1).data<long>().ToArray();
        return [.. lengths.Select((n, row) => flat.Skip(row * width).Take((int)n).Select(id => (int)id).ToArray())];
    }

    /// <summary>Largest differences of a model from one stored batch. Its gradients are left in the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Prefix of the batch.</param>
    /// <param name="logitsName">Name of the stored logits: those of a merged adapter have a name of their own.</param>
    /// <param name="gradients">Whether the stored gradient norms are those of the model's own parameters.</param>
    public ModelDifferences Compare(DecoderModel model, string batch, string logitsName = "logits", bool gradients = true)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch tokens = TokenBatch.From(Sequences(batch));
        model.Parameters.EnableGradients();
        model.Parameters.ZeroGradients();
        Tensor logits = model.Logits(model.Hidden(tokens));
        Tensor logp = logits.log_softmax(-1);
        Tensor expected = Stored(batch + logitsName), labels = Stored(batch + "labels");
        Tensor? expectedLogp = _stored.Weights.ContainsKey(batch + "logp") ? Stored(batch + "logp") : null;
        Tensor total = zeros(1);
        long count = 0;
        double logitsOff = 0, logpOff = 0;
        for (int b = 0; b < tokens.Sequences; b++)
        {
            (int start, int length) = (tokens.Starts[b], tokens.Lengths[b]);
            logitsOff = Worse(logitsOff, Largest(logits.narrow(0, start, length) - expected[b].narrow(0, 0, length)));
            Tensor next = logp.narrow(0, start, length - 1).gather(1, tokens.Ids.narrow(0, start + 1, length - 1).unsqueeze(1)).squeeze(1);
            logpOff = expectedLogp is null ? 0 : Worse(logpOff, Largest(next - expectedLogp[b].narrow(0, 0, length - 1)));
            bool[] isLabel = [.. labels[b].narrow(0, 1, length - 1).data<long>().ToArray().Select(l => l != -100)];
            total -= (next * tensor(isLabel)).sum();
            count += isLabel.Count(l => l);
        }

        using Scalar share = 1.0 / count;
        Tensor loss = total.mul(share);
        loss.backward();
        JsonElement numbers = batch.Length == 0 ? Expected : Expected.GetProperty(batch.TrimEnd('.'));
        return new ModelDifferences(
            logitsOff,
            logpOff,
            numbers.TryGetProperty("loss", out JsonElement expectedLoss) ? Math.Abs(loss.item<float>() - expectedLoss.GetDouble()) : 0,
            gradients ? Gradients(model, numbers) : 0);
    }

    /// <summary>What arg-max decoding adds to a prompt.</summary>
    public static int[] Continue(DecoderModel model, int[] prompt, int count, bool cached, int? stop = null)
    {
        using IDisposable none = no_grad();
        using KeyValueCache cache = new();
        List<int> all = [.. prompt];
        int[] next = prompt;
        while (all.Count < prompt.Length + count)
        {
            using DisposeScope scope = NewDisposeScope();
            using TokenBatch batch = TokenBatch.From([next]);
            Tensor hidden = model.Hidden(batch, cached ? cache : null);
            all.Add((int)model.Logits(hidden.narrow(0, hidden.shape[0] - 1, 1)).argmax(-1).item<long>());
            if (all[^1] == stop)
            {
                break;
            }

            next = cached ? [all[^1]] : [.. all];
        }

        return [.. all.Skip(prompt.Length)];
    }

    public static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];

    public static double Largest(Tensor differences) => differences.abs().max().to(ScalarType.Float64).item<double>();

    public void Dispose() => _stored.Dispose();

    private static double Gradients(DecoderModel model, JsonElement numbers)
    {
        double worst = numbers.TryGetProperty("grad_norm_total", out JsonElement all) ? Relative(model.Parameters.Gradient!, all) : 0;
        if (numbers.TryGetProperty("grad_norms", out JsonElement norms))
        {
            foreach (JsonProperty norm in norms.EnumerateObject())
            {
                worst = Worse(worst, Relative(model.Parameters.GradientOf(norm.Name), norm.Value));
            }
        }

        return worst;
    }

    private static double Relative(Tensor gradient, JsonElement expected) =>
        Math.Abs(gradient.to(ScalarType.Float32).norm().item<float>() - expected.GetDouble()) / expected.GetDouble();

    private static double Worse(double a, double b) => double.IsNaN(b) ? double.NaN : Math.Max(a, b);
}

/// <summary>Largest absolute differences of a batch; of gradient norms, relative ones.</summary>
internal sealed record ModelDifferences(double Logits, double LogProbabilities, double Loss, double GradientNorms)
{
    public double Largest => new[] { Logits, LogProbabilities, Loss, GradientNorms }.Max();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"logits {Logits:g3}, logp {LogProbabilities:g3}, loss {Loss:g3}, gradient norms {GradientNorms:g3}");
}
