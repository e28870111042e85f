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
        IReadOnlyList<string> known = task.Kind == TaskKind.MultipleChoice
            ? [.. ChoiceMetric.All.Select(m => m.Name)]
            : [.. GenerationMetric.All.Select(m => m.Name)];
        string[] defaults = task.Kind == TaskKind.MultipleChoice
            ? [ChoiceMetric.Accuracy.Name, ChoiceMetric.NormalisedAccuracy.Name]
            : [GenerationMetric.ExactMatch.Name, GenerationMetric.RougeL.Name];
        string[] names = [.. (asked.Count == 0 ? defaults : asked).Append(task.PrimaryMetric).Distinct(StringComparer.Ordinal)];
        string? unknown = names.FirstOrDefault(n => !known.Contains(n));
        return unknown is null
            ? names
            : throw new AmuroException($"Task '{task.Name}': metric: expected one of {string.Join(", ", known)}, found '{unknown}'.");
    }

    /// <summary>The scores over the items.</summary>
    public static MetricScore[] Scores(TaskDefinition task, IReadOnlyList<string> metrics, IReadOnlyList<ItemResult> items)
    {
        bool choice = task.Kind == TaskKind.MultipleChoice;
        double chance = choice ? Baselines.Chance(task.Evaluation) : double.NaN;
        double majority = choice ? Baselines.Majority(task.Evaluation) : double.NaN;
        return [.. metrics.Select(name =>
        {
            MeanScore mean = MeanScore.From([.. items.Select(i => i.Scores[name])]);
            return new MetricScore(name, mean.Mean, mean.N, mean.StandardError, chance, majority);
        })];
    }
}
