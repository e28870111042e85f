namespace Amuro.Analysis.Statistics;

/// <summary>Checks tables of [format][item] values.</summary>
internal static class FormatTable
{
    /// <summary>Number of items of a table; 0 without formats.</summary>
    /// <exception cref="ArgumentException">The formats differ in it.</exception>
    public static int Items<T>(IReadOnlyList<IReadOnlyList<T>> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int items = table.Count == 0 ? 0 : table[0].Count;
        return table.All(f => f.Count == items)
            ? items
            : throw new ArgumentException($"Expected as many items in each format, found {string.Join(", ", table.Select(f => f.Count))}.", nameof(table));
    }
}
