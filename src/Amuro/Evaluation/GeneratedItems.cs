using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>Evaluates the items of a generation task.</summary>
internal static class GeneratedItems
{
    public static IReadOnlyList<ItemResult> Evaluate(
        DecoderModel model, PreparedTask task, IReadOnlyList<string> metrics, GreedyGenerator generator, CancellationToken cancellationToken)
    {
        IReadOnlyList<Generation> texts = generator
            .WithMaxNewTokens(task.Task.MaxNewTokens)
            .WithMinNewTokens(task.Task.MinNewTokens)
            .WithStopStrings(task.Task.StopStrings)
            .Generate(model, task.Tokenizer, [.. task.Items.Select(i => i.PromptIds.ToArray())], cancellationToken);
        GenerationMetric[] chosen = [.. metrics.Select(name => GenerationMetric.All.Single(m => m.Name == name))];
        return [.. task.Items.Zip(texts, (item, text) => Result(item.Example, text, chosen) with { DroppedShots = item.DroppedShots })];
    }

    private static ItemResult Result(Example example, Generation generation, GenerationMetric[] metrics) => new()
    {
        Id = example.Id,
        Cluster = example.Cluster.Length > 0 ? example.Cluster : example.Id,
        Prediction = generation.Text,
        Gold = example.Answer,
        Scores = metrics.ToDictionary(m => m.Name, m => m.Score(generation.Text, example.References)),
        TextTokens = generation.Ids.Count,
        Truncated = generation.DroppedTokens > 0,
        DroppedTokens = generation.DroppedTokens,
    };
}
