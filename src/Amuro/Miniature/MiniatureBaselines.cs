using System.Collections.Immutable;
using System.Globalization;
using Amuro.Results;
using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>One field of a task, and how far a reader of nothing but that field gets.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Field">The only field that is read, such as <c>item</c> (premise only) or <c>trait</c> (hypothesis only).</param>
/// <param name="Accuracy">Share of items answered right.</param>
public sealed record SingleFieldBaseline(string Task, string Field, double Accuracy);

/// <summary>
/// What a reader of a part of the item can reach at most: the answer that is most frequent for each value of one field, counted on the
/// evaluated items themselves. An accuracy that is no higher needs no understanding of how the parts go together.
/// </summary>
/// <remarks>As the counts are taken where they are used, the figure is an upper limit, a little too high where a value occurs seldom.</remarks>
public static class MiniatureBaselines
{
    // The field that stands for a part of the prompt; people say nothing about the answer.
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["nli"] = ["item", "trait"],
        ["size"] = ["first_item", "second_item"],
        ["qa"] = ["name", "fact"],
        ["ships"] = ["name", "fact"],
    };

    /// <summary>The baselines of all multiple-choice tasks of a miniature.</summary>
    /// <param name="miniature">The miniature.</param>
    /// <returns>Two lines a task: nli and size (premise only, hypothesis only; one item only, the other only), qa and ships (name, kind of fact).</returns>
    public static IReadOnlyList<SingleFieldBaseline> Of(Miniature miniature)
    {
        ArgumentNullException.ThrowIfNull(miniature);
        return [.. miniature.Tasks.Where(task => Fields.ContainsKey(task.Family))
            .SelectMany(task => Fields[task.Family].Select(field => Of(task, field)))];
    }

    /// <summary>
    /// Notes the baselines of a miniature in the settings of its results, as <c>baseline:FIELD alone:TASK</c>, where the report finds them.
    /// </summary>
    /// <param name="miniature">The miniature.</param>
    /// <param name="results">Results of a study of it.</param>
    /// <returns>The results with more settings.</returns>
    public static StudyResults AddTo(Miniature miniature, StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IEnumerable<KeyValuePair<string, string>> baselines = Of(miniature).Select(b => KeyValuePair.Create(
            $"baseline:{b.Field.Replace('_', ' ')} alone:{b.Task}", b.Accuracy.ToString("0.000", CultureInfo.InvariantCulture)));
        return results with { Settings = results.Settings.Concat(baselines).ToImmutableSortedDictionary(StringComparer.Ordinal) };
    }

    /// <summary>The baseline of one field.</summary>
    /// <param name="task">A task with items to evaluate, all of which have the field.</param>
    /// <param name="field">Name of the field.</param>
    /// <exception cref="AmuroException">There are no items, or one lacks the field.</exception>
    public static SingleFieldBaseline Of(TaskDefinition task, string field)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(field);
        if (task.Evaluation.Count == 0)
        {
            throw new AmuroException($"task '{task.Name}', Evaluation: expected items, found none.");
        }

        int right = task.Evaluation.GroupBy(item => Value(task, item, field), StringComparer.Ordinal)
            .Sum(same => same.GroupBy(item => item.Answer, StringComparer.Ordinal).Max(answers => answers.Count()));
        return new SingleFieldBaseline(task.Name, field, (double)right / task.Evaluation.Count);
    }

    private static string Value(TaskDefinition task, Example item, string field) => item.Fields.TryGetValue(field, out string? value)
        ? value
        : throw new AmuroException($"task '{task.Name}', item '{item.Id}': expected a field '{field}', found {string.Join(", ", item.Fields.Keys)}.");
}
