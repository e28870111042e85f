using System.Globalization;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>The metrics that a task is scored by.</summary>
internal static class TaskMetrics
{
    /// <summary>The metrics for a task: those asked for or the defaults of its kind, and its primary one.</summary>
    /// <exception cref="AmuroException">A name that the kind of task does not have.</exception>
    public static IReadOnlyList<string> Names(TaskDefinition task, IReadOnlyList<string> asked)
    {
        IReadOnlyList<string> known = MetricNames.Of(task.Kind);
        string[] names = [.. (asked.Count == 0 ? MetricNames.Defaults(task.Kind) : asked).Append(task.PrimaryMetric).Distinct(StringComparer.Ordinal)];
        string? unknown = names.FirstOrDefault(n => !known.Contains(n));
        return unknown is null
            ? names
            : throw new AmuroException($"Task '{task.Name}': metric: expected one of {string.Join(", ", known)}, found '{unknown}'.");
    }

    /// <summary>The scores over the items.</summary>
    /// <param name="task">The task.</param>
    /// <param name="metrics">Names of its metrics.</param>
    /// <param name="items">Its evaluation items, in order.</param>
    /// <param name="resamples">Bootstrap resamples of the metrics whose standard error has no formula.</param>
    public static MetricScore[] Scores(
        TaskDefinition task, IReadOnlyList<string> metrics, IReadOnlyList<ItemResult> items, int resamples = BootstrapError.Resamples)
    {
        return task.Kind switch
        {
            TaskKind.MultipleChoice => Choices(task, metrics, items, resamples),
            TaskKind.Generation => Texts(task, metrics, items, resamples),
            _ => Perplexities(metrics, items),
        };
    }

    private static MetricScore[] Choices(TaskDefinition task, IReadOnlyList<string> metrics, IReadOnlyList<ItemResult> items, int resamples)
    {
        double chance = Baselines.Chance(task.Evaluation);
        double majority = Baselines.Majority(task.Evaluation);
        LabelPair[] pairs = [.. items.Select(i => new LabelPair(Index(i.Gold), Index(i.Prediction)))];
        return [.. metrics.Select(name =>
        {
            ChoiceMetric metric = ChoiceMetric.All.Single(m => m.Name == name);
            MeanScore score = metric.Aggregate([.. items.Select(i => i.Scores[name])], pairs, resamples);
            return metric.IsAccuracy
                ? Score(name, score, chance, majority)
                : Score(name, score, metric.ConstantLevel, metric.ConstantLevel);
        })];
    }

    private static MetricScore[] Texts(TaskDefinition task, IReadOnlyList<string> metrics, IReadOnlyList<ItemResult> items, int resamples)
    {
        TextPair[] pairs = [.. items.Zip(task.Evaluation, (item, example) => new TextPair(item.Prediction, example.References))];
        return [.. metrics.Select(name =>
        {
            GenerationMetric metric = GenerationMetric.All.Single(m => m.Name == name);
            return Score(name, metric.Aggregate([.. items.Select(i => i.Scores[name])], pairs, resamples), double.NaN, double.NaN);
        })];
    }

    private static MetricScore[] Perplexities(IReadOnlyList<string> metrics, IReadOnlyList<ItemResult> items)
    {
        double sum = items.Sum(i => i.LogLikelihoods[0]);
        var size = new TextSize(items.Sum(i => i.Size!.Value.Words), items.Sum(i => i.Size!.Value.Bytes));
        return [.. metrics.Select(name =>
        {
            double value = PerplexityMetric.All.Single(m => m.Name == name).Score(sum, size);
            return Score(name, new MeanScore(value, double.NaN, items.Count), double.NaN, double.NaN);
        })];
    }

    private static MetricScore Score(string name, MeanScore score, double chance, double majority) =>
        new(name, score.Mean, score.N, score.StandardError, chance, majority);

    private static int Index(string choice) => int.Parse(choice, CultureInfo.InvariantCulture);
}
