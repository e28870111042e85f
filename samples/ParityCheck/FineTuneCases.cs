using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Training;

/// <summary>Folders of whole fine-tuning runs, and one of the orders in which a trainer takes its examples.</summary>
internal static class FineTuneCases
{
    public static IEnumerable<ParityCase> In(string root)
    {
        foreach (string folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            if (File.Exists(Path.Combine(folder, "recipe.json")))
            {
                yield return new ParityCase(name, () => Compare(folder));
            }
            else if (File.Exists(Path.Combine(folder, "order.json")))
            {
                yield return new ParityCase(name, () => CompareOrder(Path.Combine(folder, "order.json")));
            }
        }
    }

    private static ParityResult Compare(string folder)
    {
        FineTuneReference reference = new(folder);
        using DecoderModel model = reference.Start();
        TrainingRun run = reference.Tuner().FineTune(model, reference.Examples(), reference.Order());
        IEnumerable<Deviation> deviations = reference.CompareSteps(run).Concat(reference.CompareEnd(model));
        return ParityResult.Worst(deviations.Concat(run.Adapter is { } adapter ? CompareAdapter(reference, adapter) : []));
    }

    private static IEnumerable<Deviation> CompareAdapter(FineTuneReference reference, LoraAdapter adapter)
    {
        string folder = Directory.CreateTempSubdirectory("amuro-parity-").FullName;
        try
        {
            adapter.Save(folder);
            const string File = "adapter_model.safetensors";
            using SafetensorsFile found = SafetensorsFile.Open(Path.Combine(folder, File));
            using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(reference.Folder, "adapter", File));
            if (!found.Weights.Keys.Order(StringComparer.Ordinal).SequenceEqual(expected.Weights.Keys.Order(StringComparer.Ordinal)))
            {
                return [new Deviation("names in the adapter", 1, 0)];
            }

            return [.. expected.Weights.Keys.Select(name => new Deviation(name, Largest(found, expected, name), reference.Tolerance("weights_max_abs")))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Largest(SafetensorsFile a, SafetensorsFile b, string name)
    {
        ReadOnlySpan<float> first = MemoryMarshal.Cast<byte, float>(a.Data(name)), second = MemoryMarshal.Cast<byte, float>(b.Data(name));
        double largest = first.Length == second.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            largest = Math.Max(largest, Math.Abs(first[i] - second[i]));
        }

        return largest;
    }

    // The order shows in the losses of a model that learns nothing, as every example has its own.
    private static ParityResult CompareOrder(string path)
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        TrainingExample[] examples = [.. Enumerable.Range(0, golden.GetProperty("examples").GetInt32())
            .Select(i => new TrainingExample(i.ToString(CultureInfo.InvariantCulture), [1, i + 2], [i + 2]))];
        DecoderConfig config = new()
        {
            VocabularySize = examples.Length + 2,
            HiddenSize = 8,
            Layers = 1,
            Heads = 2,
            IntermediateSize = 8,
            MaxPositions = 8,
        };
        foreach (JsonProperty seed in golden.GetProperty("order").EnumerateObject())
        {
            int[][] epochs = seed.Value.Deserialize<int[][]>()!;
            FineTuner tuner = FineTuner.Default.WithLearningRate(0).WithBatchSize(1).WithEpochs(epochs.Length)
                .WithSeed(int.Parse(seed.Name, CultureInfo.InvariantCulture));
            using DecoderModel model = DecoderModel.Initialise(config, 0);
            double[] found = [.. tuner.FineTune(model, examples).Steps.Select(s => s.Loss)];
            double[] expected = [.. tuner.FineTune(model, examples, [.. epochs.SelectMany(e => e).Select(i => (IReadOnlyList<int[]>)[[i]])]).Steps.Select(s => s.Loss)];
            if (expected.Distinct().Count() != examples.Length || !found.SequenceEqual(expected))
            {
                return ParityResult.Exact($"seed {seed.Name}: another order");
            }
        }

        return ParityResult.Exact(null);
    }
}
