using System.Globalization;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>Evaluates the items of a multiple-choice task.</summary>
internal static class ChoiceItems
{
    public static IReadOnlyList<ItemResult> Evaluate(
        DecoderModel model, PreparedTask task, IReadOnlyList<string> metrics, LikelihoodScorer scorer, CancellationToken cancellationToken)
    {
        LikelihoodRequest[] requests = [.. task.Items.SelectMany(i => i.Requests)];
        IReadOnlyList<Likelihood> likelihoods = scorer.Score(model, requests, cancellationToken);
        ChoiceMetric[] chosen = [.. metrics.Select(name => ChoiceMetric.All.Single(m => m.Name == name))];
        var results = new ItemResult[task.Items.Count];
        for (int i = 0, next = 0; i < results.Length; i++)
        {
            PreparedItem item = task.Items[i];
            Likelihood[] choices = [.. Enumerable.Range(next, item.Requests.Count).Select(r => likelihoods[r])];
            results[i] = Result(item, choices, chosen);
            next += choices.Length;
        }

        return results;
    }

    private static ItemResult Result(PreparedItem item, Likelihood[] choices, ChoiceMetric[] metrics)
    {
        Example example = item.Example;
        double[] sums = [.. choices.Select(c => c.LogLikelihood)];
        return new ItemResult
        {
            Id = example.Id,
            Cluster = example.Cluster.Length > 0 ? example.Cluster : example.Id,
            LogLikelihoods = sums,
            ChoiceTokens = [.. item.Requests.Select(r => r.Continuation.Length)],
            IsGreedy = [.. choices.Select(c => c.IsGreedy)],
            Prediction = ChoiceMetric.Accuracy.Predict(sums, example.Choices).ToString(CultureInfo.InvariantCulture),
            Gold = example.Gold.ToString(CultureInfo.InvariantCulture),
            Scores = metrics.ToDictionary(m => m.Name, m => m.Score(sums, example.Choices, example.Gold)),
            Truncated = choices.Any(c => c.DroppedTokens > 0),
        };
    }
}
