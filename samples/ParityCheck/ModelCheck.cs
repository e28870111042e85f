using System.Text.Json;
using Amuro.Models;

/// <summary>Everything that is stored of one model: both batches, the number of parameters, the greedy continuation.</summary>
internal static class ModelCheck
{
    public static double Tolerance(ModelReference reference) => reference.Expected.GetProperty("tolerance").GetDouble();

    public static ParityResult Run(ModelReference reference, DecoderModel model, string logitsName = "logits", bool gradients = true)
    {
        if (reference.Expected.TryGetProperty("parameter_count", out JsonElement count) && count.GetInt64() != model.Parameters.Count)
        {
            return ParityResult.Fail($"parameters: expected {count.GetInt64()}, found {model.Parameters.Count}");
        }

        double worst = 0, tolerance = Tolerance(reference);
        string? problem = null;
        foreach (string batch in reference.Batches)
        {
            ModelDifferences differences = reference.Compare(model, batch, logitsName, gradients);
            worst = Math.Max(worst, differences.Largest);
            problem ??= differences.Largest <= tolerance ? null : $"{(batch.Length == 0 ? "padded" : batch.TrimEnd('.'))} batch: {differences}";
        }

        return new ParityResult(worst, tolerance, problem ?? Greedy(reference, model));
    }

    private static string? Greedy(ModelReference reference, DecoderModel model)
    {
        if (!reference.Expected.TryGetProperty("greedy", out JsonElement greedy))
        {
            return null;
        }

        int[] prompt = ModelReference.Ints(greedy.GetProperty("prompt_ids")), expected = ModelReference.Ints(greedy.GetProperty("new_ids"));
        foreach (bool cached in new[] { false, true })
        {
            int[] found = ModelReference.Continue(model, prompt, expected.Length, cached);
            if (!found.SequenceEqual(expected))
            {
                return $"greedy {(cached ? "with" : "without")} a cache: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}";
            }
        }

        return null;
    }
}
