using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>The reference outputs of one checkpoint: expected.json and expected.safetensors.</summary>
internal sealed class ModelReference : IDisposable
{
    private readonly SafetensorsFile _stored;
    private readonly JsonElement _numbers;

    public ModelReference(string folder)
    {
        _stored = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        _numbers = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement;
    }

    public double Tolerance => _numbers.GetProperty("tolerance").GetDouble();

    /// <summary>Base model of an adapter, relative to the folder above the kinds; null for a whole model.</summary>
    public string? Base => _numbers.TryGetProperty("base", out JsonElement name) ? name.GetString() : null;

    /// <summary>Compares everything that is stored of both batches, and the greedy continuation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="logits">Name of the stored logits: those of an adapter that was merged have a name of their own.</param>
    /// <param name="gradients">Whether the gradient norms are those of the model's own parameters.</param>
    public ParityResult Compare(DecoderModel model, string logits = "logits", bool gradients = true)
    {
        if (gradients && _numbers.TryGetProperty("parameter_count", out JsonElement count) && count.GetInt64() != model.Parameters.Count)
        {
            return ParityResult.Fail($"parameters: expected {count.GetInt64()}, found {model.Parameters.Count}");
        }

        double worst = 0;
        string? problem = null;
        foreach (string prefix in new[] { "", "full." }.Where(p => _stored.Weights.ContainsKey(p + "input_ids")))
        {
            foreach ((string what, double difference) in Differences(model, prefix, logits, gradients))
            {
                worst = double.IsNaN(difference) ? double.NaN : Math.Max(worst, difference);
                problem ??= difference <= Tolerance ? null : $"{prefix}{what}: off by {difference:g3}";
            }
        }

        return new ParityResult(worst, Tolerance, problem ?? Greedy(model));
    }

    public void Dispose() => _stored.Dispose();

    private IEnumerable<(string What, double Difference)> Differences(DecoderModel model, string prefix, string logitsName, bool gradients)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.From(Sequences(prefix));
        model.Parameters.EnableGradients();
        model.Parameters.ZeroGradients();
        Tensor logits = model.Logits(model.Hidden(batch));
        Tensor logp = logits.log_softmax(-1);
        Tensor expected = Stored(prefix + logitsName), expectedLogp = Stored(prefix + "logp"), labels = Stored(prefix + "labels");
        Tensor total = zeros(1);
        long used = 0;
        double logitsOff = 0, logpOff = 0;
        for (int b = 0; b < batch.Sequences; b++)
        {
            (int start, int length) = (batch.Starts[b], batch.Lengths[b]);
            logitsOff = Worse(logitsOff, Largest(logits.narrow(0, start, length) - expected[b].narrow(0, 0, length)));
            Tensor next = logp.narrow(0, start, length - 1).gather(1, batch.Ids.narrow(0, start + 1, length - 1).unsqueeze(1)).squeeze(1);
            logpOff = Worse(logpOff, Largest(next - expectedLogp[b].narrow(0, 0, length - 1)));
            bool[] isLabel = [.. labels[b].narrow(0, 1, length - 1).data<long>().ToArray().Select(l => l != -100)];
            total -= (next * tensor(isLabel)).sum();
            used += isLabel.Count(l => l);
        }

        using Scalar share = 1.0 / used;
        Tensor loss = total.mul(share);
        loss.backward();
        List<(string, double)> all = [("logits", logitsOff), ("log-probabilities", logpOff)];
        JsonElement numbers = prefix.Length == 0 ? _numbers : _numbers.GetProperty(prefix.TrimEnd('.'));
        all.Add(("loss", Math.Abs(loss.item<float>() - numbers.GetProperty("loss").GetDouble())));
        if (gradients)
        {
            all.AddRange(numbers.GetProperty("grad_norms").EnumerateObject().Select(norm =>
                ("gradient norm of " + norm.Name, Relative(model.Parameters.GradientOf(norm.Name), norm.Value.GetDouble()))));
            all.Add(("gradient norm", Relative(model.Parameters.Gradient!, numbers.GetProperty("grad_norm_total").GetDouble())));
        }

        return all;
    }

    private string? Greedy(DecoderModel model)
    {
        if (!_numbers.TryGetProperty("greedy", out JsonElement greedy))
        {
            return null;
        }

        int[] prompt = Ints(greedy.GetProperty("prompt_ids")), expected = Ints(greedy.GetProperty("new_ids"));
        model.Parameters.DisableGradients();
        foreach (bool cached in new[] { false, true })
        {
            int[] found = Continue(model, prompt, expected.Length, cached);
            if (!found.SequenceEqual(expected))
            {
                return $"greedy {(cached ? "with" : "without")} a cache: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}";
            }
        }

        return null;
    }

    private static int[] Continue(DecoderModel model, int[] prompt, int count, bool cached)
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
            next = cached ? [all[^1]] : [.. all];
        }

        return [.. all.Skip(prompt.Length)];
    }

    private Tensor Stored(string name)
    {
        WeightInfo info = _stored.Weights[name];
        Tensor result = empty([.. info.Shape], dtype: info.Type == WeightType.Int64 ? ScalarType.Int64 : ScalarType.Float32);
        _stored.Data(name).CopyTo(result.bytes);
        return result;
    }

    private int[][] Sequences(string prefix)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = Stored(prefix + "input_ids");
        long[] flat = ids.data<long>().ToArray();
        int width = (int)ids.shape[1];
        long[] lengths = Stored(prefix + "attention_mask").sum(1).data<long>().ToArray();
        return [.. lengths.Select((n, row) => flat.Skip(row * width).Take((int)n).Select(id => (int)id).ToArray())];
    }

    private static double Relative(Tensor gradient, double expected) => Math.Abs(gradient.norm().item<float>() - expected) / expected;

    private static double Largest(Tensor difference) => difference.abs().max().item<float>();

    private static double Worse(double a, double b) => double.IsNaN(b) ? double.NaN : Math.Max(a, b);

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];
}
