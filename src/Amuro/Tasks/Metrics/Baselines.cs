namespace Amuro.Tasks.Metrics;

/// <summary>What a score must be compared with: guessing, and always giving the most frequent label.</summary>
public static class Baselines
{
    /// <summary>Expected accuracy of guessing: the mean over the items of 1 / number of choices. NaN without items or choices.</summary>
    /// <param name="items">The items evaluated.</param>
    public static double Chance(IReadOnlyList<Example> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count == 0 || items.Any(item => item.Choices.Count == 0)
            ? double.NaN
            : items.Average(item => 1.0 / item.Choices.Count);
    }

    /// <summary>
    /// Share of the most frequent answer where all items have the same choices (in any order). NaN elsewhere: where each item
    /// has its own choices there is no label to give always, and a position is not one (in SciQ the gold is always the last).
    /// </summary>
    /// <param name="items">The items evaluated.</param>
    public static double Majority(IReadOnlyList<Example> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (!ShareChoices(items))
        {
            return double.NaN;
        }

        int most = items.GroupBy(item => item.Answer, StringComparer.Ordinal).Max(group => group.Count());
        return (double)most / items.Count;
    }

    /// <summary>Whether there are items and all have the same choices, in any order.</summary>
    internal static bool ShareChoices(IReadOnlyList<Example> items)
    {
        if (items.Count == 0 || items[0].Choices.Count == 0)
        {
            return false;
        }

        string[] first = [.. items[0].Choices.Order(StringComparer.Ordinal)];
        return items.All(item => item.Choices.Count == first.Length
            && (item.Choices.SequenceEqual(items[0].Choices) || item.Choices.Order(StringComparer.Ordinal).SequenceEqual(first)));
    }
}
