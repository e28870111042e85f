using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>
/// An adapter on its base model. It is merged, and the gradients of its own tensors follow from those of the merged matrices by the
/// chain rule: with V = W + s B A, W' = V for LoRA and W' = (m / |V|) V by rows for DoRA, where the norm counts as a constant.
/// </summary>
internal static class AdapterReference
{
    public static ParityResult Compare(string root, string folder)
    {
        using ModelReference reference = new(folder);
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(Path.Combine(root, "..", reference.Expected.GetProperty("base").GetString()!), 0));
        using Tensor before = model.Parameters.Flat.detach().clone();
        PeftAdapter adapter = PeftAdapter.Load(folder);
        adapter.MergeInto(model);
        ParityResult merged = ModelCheck.Run(reference, model, "logits_merged", gradients: false);
        JsonElement expected = reference.Expected;
        double worst = merged.Difference;
        string? problem = merged.Problem;
        Check("number of parameters", adapter.ParameterCount, expected.GetProperty("trainable_parameter_count").GetInt64());
        foreach (JsonProperty norm in expected.GetProperty("merged_parameter_norms").EnumerateObject())
        {
            Check("norm of " + norm.Name, Norm(model.Parameters[norm.Name]), norm.Value.GetDouble());
        }

        JsonElement full = expected.GetProperty("full");
        foreach ((string name, double norm) in Gradients(folder, model, before))
        {
            // The gradients in the model are those of the batch compared last.
            Check("gradient norm of " + name, norm, full.GetProperty("grad_norms").GetProperty(name).GetDouble());
        }

        return new ParityResult(worst, merged.Tolerance, problem);

        void Check(string what, double found, double wanted)
        {
            double difference = Math.Abs(found - wanted) / wanted;
            worst = Math.Max(worst, difference);
            problem ??= difference <= merged.Tolerance ? null : $"{what}: expected {wanted:g6}, found {found:g6}";
        }
    }

    private static List<(string Name, double Norm)> Gradients(string folder, DecoderModel model, Tensor before)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
        JsonElement config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json"))).RootElement;
        bool rankStabilised = config.TryGetProperty("use_rslora", out JsonElement flag) && flag.GetBoolean();
        List<(string, double)> norms = [];
        foreach (string nameOfA in file.Weights.Keys.Where(n => n.EndsWith(".lora_A.weight", StringComparison.Ordinal)))
        {
            string stem = nameOfA[..^".lora_A.weight".Length];
            string weight = stem["base_model.model.".Length..] + ".weight";
            Tensor a = Read(file, nameOfA), b = Read(file, stem + ".lora_B.weight");
            double rank = a.shape[0];
            using Scalar scale = config.GetProperty("lora_alpha").GetDouble() / (rankStabilised ? Math.Sqrt(rank) : rank);
            Tensor gradient = model.Parameters.GradientOf(weight).detach();
            if (file.Weights.ContainsKey(stem + ".lora_magnitude_vector"))
            {
                (long offset, IReadOnlyList<long> shape) = model.Parameters.PlaceOf(weight);
                Tensor v = before.narrow(0, offset, shape[0] * shape[1]).view(shape[0], shape[1]) + b.matmul(a).mul(scale);
                Tensor length = (v * v).sum(1, keepdim: true).sqrt();
                norms.Add((stem + ".lora_magnitude_vector", Norm((gradient * v / length).sum(1))));
                gradient = gradient * (Read(file, stem + ".lora_magnitude_vector").unsqueeze(1) / length);
            }

            norms.Add((nameOfA, Norm(b.t().matmul(gradient).mul(scale))));
            norms.Add((stem + ".lora_B.weight", Norm(gradient.matmul(a.t()).mul(scale))));
        }

        return norms;
    }

    private static Tensor Read(SafetensorsFile file, string name)
    {
        Tensor result = empty([.. file.Weights[name].Shape], dtype: ScalarType.Float32);
        file.Data(name).CopyTo(result.bytes);
        return result;
    }

    private static double Norm(Tensor tensor) => tensor.norm().item<float>();
}
