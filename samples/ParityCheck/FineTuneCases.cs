using System.Globalization;
using System.Text.Json;
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
        Deviation worst = reference.CompareSteps(run).Concat(reference.CompareEnd(model)).MaxBy(d => d.Ratio)!;
        return new ParityResult(worst.Ratio, 1, worst.Ratio <= 1 ? null : worst.ToString());
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
