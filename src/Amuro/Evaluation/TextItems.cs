using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;
using Amuro.Tokenization;

namespace Amuro.Evaluation;

/// <summary>Evaluates the texts of a perplexity task.</summary>
internal static class TextItems
{
    public static IReadOnlyList<ItemResult> Evaluate(
        DecoderModel model, PreparedTask task, IReadOnlyList<string> metrics, LikelihoodScorer scorer, CancellationToken cancellationToken)
    {
        int prefix = Prefix(task.Tokenizer, task.Task);
        LikelihoodRequest[][] windows = [.. task.Items.Select(i => RollingWindows.Of(i.PromptIds, prefix, model.Config.MaxPositions).ToArray())];
        IReadOnlyList<Likelihood> likelihoods = scorer.Score(model, [.. windows.SelectMany(w => w)], cancellationToken);
        PerplexityMetric[] chosen = [.. metrics.Select(name => PerplexityMetric.All.Single(m => m.Name == name))];
        var results = new ItemResult[task.Items.Count];
        for (int i = 0, next = 0; i < results.Length; next += windows[i].Length, i++)
        {
            double sum = Enumerable.Range(next, windows[i].Length).Sum(w => likelihoods[w].LogLikelihood);
            results[i] = Result(task.Items[i], sum, chosen);
        }

        return results;
    }

    private static ItemResult Result(PreparedItem item, double sum, PerplexityMetric[] metrics)
    {
        TextSize size = TextSize.Of(item.Prompt);
        return new ItemResult
        {
            Id = item.Example.Id,
            Cluster = item.Example.Cluster.Length > 0 ? item.Example.Cluster : item.Example.Id,
            LogLikelihoods = [sum],
            TextTokens = item.PromptIds.Length,
            Size = size,
            Prediction = "",
            Gold = "",
            Scores = metrics.ToDictionary(m => m.Name, m => m.Score(sum, size)),
        };
    }

    private static int Prefix(HuggingFaceTokenizer tokenizer, TaskDefinition task) => tokenizer.BosId ?? tokenizer.EosId
        ?? throw new AmuroException($"Task '{task.Name}': expected a tokenizer with a beginning-of-sequence or end-of-sequence token, which stands before each text, found neither.");
}
