using System.Globalization;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>Evaluates a task as <see cref="PaperScoring"/> says.</summary>
internal static class PaperItems
{
    public static TaskEvaluation Evaluate(DecoderModel model, PreparedTask task, int tokensPerBatch, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> words = PaperScoring.Words(task.Task);
        string metric = words.Count > 0 ? PaperScoring.Accuracy : PaperScoring.RougeL;
        int[][] prompts = [.. task.Items.Select(i => task.Tokenizer.Encode(i.Prompt + task.Format.AnswerDelimiter))];
        ItemResult[] items = words.Count > 0
            ? NextWords(model, task, words, prompts, LikelihoodScorer.Default.WithTokensPerBatch(tokensPerBatch), cancellationToken)
            : Texts(model, task, prompts, GreedyGenerator.Default.WithTokensPerBatch(tokensPerBatch), cancellationToken);
        MeanScore score = PaperScoring.Summarise([.. items.Select(i => i.Scores[metric])], task.FewShot.Seed);
        double chance = words.Count > 0 ? Baselines.Chance(task.Task.Evaluation) : double.NaN;
        double majority = words.Count > 0 ? Baselines.Majority(task.Task.Evaluation) : double.NaN;
        return new TaskEvaluation
        {
            Task = task.Task.Name,
            Format = task.Format.Name,
            Shots = task.FewShot.Count,
            Seed = task.FewShot.Seed,
            PrimaryMetric = metric,
            Items = items,
            Metrics = [new MetricScore(metric, score.Mean, score.N, score.StandardError, chance, majority)],
        };
    }

    private static ItemResult[] NextWords(
        DecoderModel model, PreparedTask task, IReadOnlyList<string> words, int[][] prompts, LikelihoodScorer scorer, CancellationToken cancellationToken)
    {
        (int Id, string Word)[] candidates =
        [
            .. words.Concat(words.Select(w => " " + w)).SelectMany(w => task.Tokenizer.Encode(w).Select(id => (id, w))),
        ];
        LikelihoodRequest[] requests = [.. prompts.SelectMany(p => candidates.Select(c => new LikelihoodRequest([.. p], [c.Id])))];
        IReadOnlyList<Likelihood> likelihoods = scorer.Score(model, requests, cancellationToken);
        return [.. task.Items.Select((item, i) =>
        {
            Likelihood[] answers = [.. Enumerable.Range(i * candidates.Length, candidates.Length).Select(r => likelihoods[r])];
            return NextWord(item.Example, words, candidates, answers) with { DroppedShots = item.DroppedShots };
        })];
    }

    private static ItemResult NextWord(Example example, IReadOnlyList<string> words, (int Id, string Word)[] candidates, Likelihood[] answers)
    {
        int best = 0;
        for (int c = 1; c < answers.Length; c++)
        {
            best = answers[c].LogLikelihood > answers[best].LogLikelihood ? c : best;
        }

        int taken = IndexOf(PaperScoring.Label(candidates[best].Word, words));
        double[] highest = [.. example.Choices.Select(choice =>
            candidates.Zip(answers).Where(c => PaperScoring.Label(c.First.Word, words) == choice).Max(c => c.Second.LogLikelihood))];
        return new ItemResult
        {
            Id = example.Id,
            Cluster = example.Cluster.Length > 0 ? example.Cluster : example.Id,
            LogLikelihoods = highest,
            ChoiceTokens = [.. highest.Select(_ => 1)],
            Prediction = taken.ToString(CultureInfo.InvariantCulture),
            Gold = example.Gold.ToString(CultureInfo.InvariantCulture),
            Scores = new Dictionary<string, double> { [PaperScoring.Accuracy] = taken == example.Gold ? 1 : 0 },
            Truncated = answers[0].DroppedTokens > 0,
            DroppedTokens = answers[0].DroppedTokens,
        };

        int IndexOf(string? label) => Enumerable.Range(0, example.Choices.Count).FirstOrDefault(i => example.Choices[i] == label, -1);
    }

    private static ItemResult[] Texts(
        DecoderModel model, PreparedTask task, int[][] prompts, GreedyGenerator generator, CancellationToken cancellationToken)
    {
        IReadOnlyList<Generation> texts = generator.WithMaxNewTokens(PaperScoring.MaxNewTokens).Generate(model, task.Tokenizer, prompts, cancellationToken);
        return [.. task.Items.Zip(texts, (item, text) => new ItemResult
        {
            Id = item.Example.Id,
            Cluster = item.Example.Cluster.Length > 0 ? item.Example.Cluster : item.Example.Id,
            TextTokens = text.Ids.Count,
            Prediction = text.Text,
            Gold = item.Example.Answer,
            Scores = new Dictionary<string, double> { [PaperScoring.RougeL] = Rouge.L(item.Example.Answer, text.Text).F },
            Truncated = text.DroppedTokens > 0,
            DroppedTokens = text.DroppedTokens,
            DroppedShots = item.DroppedShots,
        })];
    }
}
