using Amuro.Runtime;
using Amuro.Tasks.Metrics;

namespace Amuro.Tasks;

/// <summary>The checks behind <see cref="TaskDefinition.FindProblems"/>.</summary>
internal static class TaskChecks
{
    private const int SameLabelFrom = 10;

    public static IReadOnlyList<string> Run(TaskDefinition task)
    {
        var problems = new List<string>();
        string at = $"task '{StrictText.Shorten(task.Name)}'";
        Names(task, at, problems);
        Formats(task, at, problems);
        if (task.Training.Count == 0 && task.Evaluation.Count == 0)
        {
            problems.Add($"{at}, Evaluation: expected items here or in Training, found none in both");
        }

        Split(task, at, "Training", task.Training, problems);
        Split(task, at, "HeldOut", task.HeldOut, problems);
        Split(task, at, "Evaluation", task.Evaluation, problems);
        if (!ReferenceEquals(task.ShotPool, task.Training))
        {
            Split(task, at, "ShotPool", task.ShotPool, problems);
        }

        if (task.Evaluation.Count >= SameLabelFrom && Baselines.Majority(task.Evaluation) == 1)
        {
            problems.Add($"{at}, Evaluation: expected at least two labels, found '{StrictText.Shorten(task.Evaluation[0].Answer)}' in all {task.Evaluation.Count} items");
        }

        return problems;
    }

    private static void Names(TaskDefinition task, string at, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(task.Name))
        {
            problems.Add($"{at}, Name: expected a name, found none");
        }
        else if (string.IsNullOrWhiteSpace(task.Family))
        {
            problems.Add($"{at}, Family: expected a name, found none");
        }

        IReadOnlyList<string> metrics = MetricNames.Primary(task.Kind);
        if (!metrics.Contains(task.PrimaryMetric))
        {
            problems.Add($"{at}, PrimaryMetric: expected one of {string.Join(", ", metrics)}, found '{task.PrimaryMetric}'");
        }

        if (task.Kind == TaskKind.Generation && task.MaxNewTokens < 1)
        {
            problems.Add($"{at}, MaxNewTokens: expected 1 or more, found {task.MaxNewTokens}");
        }
        else if (task.Kind == TaskKind.Generation && (task.MinNewTokens < 0 || task.MinNewTokens > task.MaxNewTokens))
        {
            problems.Add($"{at}, MinNewTokens: expected 0 to {task.MaxNewTokens} (MaxNewTokens), found {task.MinNewTokens}");
        }

        if (task.StopStrings.Any(string.IsNullOrEmpty))
        {
            problems.Add($"{at}, StopStrings: expected texts, found an empty one");
        }
    }

    private static void Formats(TaskDefinition task, string at, List<string> problems)
    {
        if (task.Formats.Count == 0)
        {
            problems.Add($"{at}, Formats: expected at least one, found none");
        }

        foreach (IGrouping<string, PromptFormat> same in task.Formats.GroupBy(format => format.Name, StringComparer.Ordinal))
        {
            if (string.IsNullOrWhiteSpace(same.Key))
            {
                problems.Add($"{at}, Formats: expected a name for each, found one without");
            }
            else if (same.Count() > 1)
            {
                problems.Add($"{at}, Formats: expected each name once, found '{same.Key}' {same.Count()} times");
            }
        }

        foreach (PromptFormat format in task.Formats)
        {
            try
            {
                Example[] items = [.. task.Training, .. task.HeldOut, .. task.Evaluation, .. ReferenceEquals(task.ShotPool, task.Training) ? [] : task.ShotPool];
                foreach (string field in PromptTemplate.FieldsOf(format).Distinct().ToArray())
                {
                    Report(problems, $"{at}, format '{format.Name}', field '{field}'", items.Where(item => !item.Fields.ContainsKey(field)),
                        item => $"expected one of {PromptTemplate.Names(item)}, the fields of item '{StrictText.Shorten(item.Id)}', found no such field");
                }
            }
            catch (AmuroException error)
            {
                problems.Add($"{at}, {error.Message}");
            }
        }
    }

    private static void Split(TaskDefinition task, string at, string name, IReadOnlyList<Example> items, List<string> problems)
    {
        string place = $"{at}, {name}";
        void Each(string field, Func<Example, bool> wrong, Func<Example, string> what) =>
            Report(problems, $"{place}, {field}", items.Where(wrong), item => $"{what(item)} (item '{StrictText.Shorten(item.Id)}')");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        Each("Id", item => string.IsNullOrEmpty(item.Id), _ => "expected a name, found none");
        Each("Id", item => !seen.Add(item.Id), item => $"expected each name once, found '{StrictText.Shorten(item.Id)}' again");
        if (task.Kind == TaskKind.Perplexity)
        {
            return;
        }

        if (task.Kind == TaskKind.Generation)
        {
            Each("Answer", item => string.IsNullOrWhiteSpace(item.Answer), _ => "expected a reference text, found none");
            Each("References", item => item.References.Count == 0, _ => "expected at least one text, found none");
            return;
        }

        // A single item with one choice is odd but scored rightly: its chance level is 1. If all are so, nothing is measured.
        int fewest = items.Any(item => item.Choices.Count > 1) ? 1 : 2;
        Each("Choices", item => item.Choices.Count < fewest, item => $"expected two or more, found {item.Choices.Count}");
        Each("Choices", item => item.Choices.Any(string.IsNullOrWhiteSpace), _ => "expected texts, found an empty one");
        Each("Gold", item => item.Choices.Count > 0 && !InRange(item), item => $"expected a number from 0 to {item.Choices.Count - 1}, found {item.Gold}");
        Each("Answer", item => InRange(item) && item.Answer != item.Choices[item.Gold],
            item => $"expected the text of the gold choice, '{StrictText.Shorten(item.Choices[item.Gold])}', found '{StrictText.Shorten(item.Answer)}'");
    }

    private static bool InRange(Example item) => item.Gold >= 0 && item.Gold < item.Choices.Count;

    /// <summary>One line for a kind of problem: its first item, and how many others have it.</summary>
    private static void Report(List<string> problems, string place, IEnumerable<Example> wrong, Func<Example, string> what)
    {
        Example[] all = [.. wrong];
        if (all.Length > 0)
        {
            problems.Add($"{place}: {what(all[0])}{(all.Length > 1 ? $", and {all.Length - 1} more like it" : "")}");
        }
    }
}
