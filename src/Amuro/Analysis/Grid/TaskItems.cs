namespace Amuro.Analysis.Grid;

/// <summary>
/// The items of one task in an item table, by the numbers of their texts. They are put in the order of their names, so that
/// nothing depends on the order of the rows.
/// </summary>
internal sealed class TaskItems
{
    private readonly Dictionary<int, int> _clusterOf = [];
    private Dictionary<int, int> _index = [];

    /// <summary>Notes an item with the cluster it was first seen in.</summary>
    public void Add(int item, int cluster) => _clusterOf.TryAdd(item, cluster);

    /// <summary>Place of an item among those of the task.</summary>
    public int IndexOf(int item) => _index[item];

    /// <summary>Gives every item its place.</summary>
    /// <param name="texts">The texts of the table.</param>
    /// <returns>Cluster of each item; clusters are numbered in the order of their names.</returns>
    public int[] Order(ReadOnlySpan<string> texts)
    {
        int[] items = Sorted([.. _clusterOf.Keys], texts);
        int[] clusters = Sorted([.. _clusterOf.Values.Distinct()], texts);
        _index = Places(items);
        Dictionary<int, int> clusterPlaces = Places(clusters);
        return [.. items.Select(i => clusterPlaces[_clusterOf[i]])];
    }

    private static int[] Sorted(int[] numbers, ReadOnlySpan<string> texts)
    {
        var names = new string[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            names[i] = texts[numbers[i]];
        }

        Array.Sort(names, numbers, StringComparer.Ordinal);
        return numbers;
    }

    private static Dictionary<int, int> Places(int[] sorted)
    {
        var places = new Dictionary<int, int>(sorted.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            places.Add(sorted[i], i);
        }

        return places;
    }
}
