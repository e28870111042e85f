using System.Globalization;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>Evaluates the items of a multiple-choice task.</summary>
internal static class ChoiceItems
{
    /// <summary>Evaluates a task in several formats with one call of the scorer, so that what their prompts share is computed once.</summary>
    public static IReadOnlyList<ItemResult>[] Evaluate(
        DecoderModel model, IReadOnlyList<PreparedTask> formats, IReadOnlyList<string> metrics, LikelihoodScorer scorer, CancellationToken cancellationToken)
    {
        ChoiceMetric[] chosen = [.. metrics.Select(name => ChoiceMetric.All.Single(m => m.Name == name))];
        LikelihoodRequest[][] requests = [.. formats.Select(f => (LikelihoodRequest[])[.. f.Items.SelectMany(i => i.Requests)])];
        LikelihoodRequest[][] alone = [.. formats.Select(f => chosen.Any(m => m.NeedsUnconditional) ? Unconditional(f) : [])];
        IReadOnlyList<Likelihood> likelihoods =
            scorer.Score(model, [.. requests.Zip(alone).SelectMany(pair => pair.First.Concat(pair.Second))], cancellationToken);
        var results = new IReadOnlyList<ItemResult>[formats.Count];
        for (int f = 0, start = 0; f < results.Length; start += requests[f].Length + alone[f].Length, f++)
        {
            results[f] = Results(formats[f], likelihoods, start, alone[f].Length == 0 ? null : start + requests[f].Length, chosen);
        }

        return results;
    }

    private static ItemResult[] Results(PreparedTask task, IReadOnlyList<Likelihood> likelihoods, int start, int? startAlone, ChoiceMetric[] metrics)
    {
        var results = new ItemResult[task.Items.Count];
        for (int i = 0, next = 0; i < results.Length; i++)
        {
            PreparedItem item = task.Items[i];
            Likelihood[] choices = [.. Enumerable.Range(start + next, item.Requests.Count).Select(r => likelihoods[r])];
            double[] unconditional = startAlone is { } from
                ? [.. Enumerable.Range(from + next, choices.Length).Select(r => likelihoods[r].LogLikelihood)]
                : [];
            results[i] = Result(item, choices, unconditional, metrics) with { DroppedShots = item.DroppedShots };
            next += choices.Length;
        }

        return results;
    }

    // One for each choice of each item, in order. Equal ones are computed once by the scorer.
    private static LikelihoodRequest[] Unconditional(PreparedTask task)
    {
        var encoded = new Dictionary<string, LikelihoodRequest>(StringComparer.Ordinal);
        var requests = new List<LikelihoodRequest>();
        foreach (Example example in task.Items.Select(i => i.Example))
        {
            for (int c = 0; c < example.Choices.Count; c++)
            {
                string answer = task.Format.RenderAnswer(example.Choices[c]);
                if (!encoded.TryGetValue(answer, out LikelihoodRequest request))
                {
                    (int[] context, int[] continuation) = task.Tokenizer.EncodePair("", answer);
                    request = continuation.Length > 0
                        ? new LikelihoodRequest([.. context], [.. continuation])
                        : throw new AmuroException($"Task '{task.Task.Name}', item '{example.Id}', choice {c} without its context: expected at least one token, found none.");
                    encoded.Add(answer, request);
                }

                requests.Add(request);
            }
        }

        return [.. requests];
    }

    private static ItemResult Result(PreparedItem item, Likelihood[] choices, double[] unconditional, ChoiceMetric[] metrics)
    {
        Example example = item.Example;
        var outcome = new ChoiceOutcome
        {
            Choices = example.Choices,
            LogLikelihoods = [.. choices.Select(c => c.LogLikelihood)],
            Gold = example.Gold,
            TokenCounts = [.. item.Requests.Select(r => r.Continuation.Length)],
            UnconditionalLogLikelihoods = unconditional,
            IsGreedy = [.. choices.Select(c => c.IsGreedy)],
        };
        return new ItemResult
        {
            Id = example.Id,
            Cluster = example.Cluster.Length > 0 ? example.Cluster : example.Id,
            LogLikelihoods = outcome.LogLikelihoods,
            IsGreedy = outcome.IsGreedy,
            ChoiceTokens = outcome.TokenCounts,
            UnconditionalLogLikelihoods = unconditional,
            Prediction = ChoiceMetric.Accuracy.Predict(outcome).ToString(CultureInfo.InvariantCulture),
            Gold = example.Gold.ToString(CultureInfo.InvariantCulture),
            Scores = metrics.ToDictionary(m => m.Name, m => m.Score(outcome)),
            Truncated = choices.Any(c => c.DroppedTokens > 0),
            DroppedTokens = choices.Max(c => c.DroppedTokens),
        };
    }
}
