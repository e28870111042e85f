using Amuro.Results;

namespace Amuro.Analysis.Prompts;

/// <summary>One model on one task in all formats and seeds: every measure, and what each cluster of items adds to it.</summary>
/// <remarks>
/// Every measure is a smooth function of means over items, so the sum of the squares of the clusters' influences is its variance
/// (the infinitesimal jackknife: Jaeckel 1972; Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6).
/// One pass over the items replaces thousands of resamples.
/// </remarks>
internal sealed class PromptSample
{
    private PromptSample(string[] formats, int[] items, int[] clusters, PromptSeed[] seeds)
    {
        (Formats, Items, Clusters, Seeds) = (formats, items, clusters, seeds);
    }

    /// <summary>In the order in which they were first seen.</summary>
    public string[] Formats { get; }

    /// <summary>Texts of the items that were evaluated in every format and seed, ascending.</summary>
    public int[] Items { get; }

    /// <summary>Texts of their clusters, ascending.</summary>
    public int[] Clusters { get; }

    public PromptSeed[] Seeds { get; }

    public int Column(PromptMeasure measure) => Formats.Length + (int)measure;

    /// <summary>Value by seed of a format (its number) or a measure (its <see cref="Column"/>).</summary>
    public double[] Values(int column) => [.. Seeds.Select(s => s.Values[column])];

    /// <summary>[seed][cluster] influence.</summary>
    public double[][] Influence(int column) => [.. Seeds.Select(s => s.Influence[column])];

    public static PromptSample Of(ItemTable table, ReadOnlySpan<int> rows)
    {
        var formats = new List<string>();
        var seeds = new SortedSet<int>();
        var places = new Dictionary<int, int>();
        foreach (int row in rows)
        {
            (ItemBlock block, int i) = At(table, row);
            ItemContext context = table.Contexts[block.Context[i]];
            if (!formats.Contains(context.Format))
            {
                formats.Add(context.Format);
            }

            seeds.Add(context.Seed);
            places.TryAdd(block.Item[i], places.Count);
        }

        int[] seedList = [.. seeds];
        int[][] rowOf = [.. Enumerable.Range(0, places.Count).Select(_ => Enumerable.Repeat(-1, seedList.Length * formats.Count).ToArray())];
        foreach (int row in rows)
        {
            (ItemBlock block, int i) = At(table, row);
            ItemContext context = table.Contexts[block.Context[i]];
            ref int place = ref rowOf[places[block.Item[i]]][(Array.IndexOf(seedList, context.Seed) * formats.Count) + formats.IndexOf(context.Format)];
            place = place < 0 ? row : place;
        }

        int[] items = [.. places.Keys.Where(item => !rowOf[places[item]].Contains(-1)).Order()];
        int[] clusterOf = [.. items.Select(item => ClusterOf(table, rowOf[places[item]][0]))];
        int[] clusters = [.. clusterOf.Distinct().Order()];
        int[] clusterIndex = [.. clusterOf.Select(c => Array.BinarySearch(clusters, c))];
        return new PromptSample(
            [.. formats],
            items,
            clusters,
            [
                .. seedList.Select((_, s) => new PromptSeed(
                    table, [.. items.Select(item => rowOf[places[item]][(s * formats.Count)..((s + 1) * formats.Count)])], formats.Count, clusterIndex, clusters.Length)),
            ]);
    }

    public static (ItemBlock Block, int Place) At(ItemTable table, int row) => (table.Blocks[row / ItemBlock.Size], row % ItemBlock.Size);

    private static int ClusterOf(ItemTable table, int row)
    {
        (ItemBlock block, int i) = At(table, row);
        return block.Cluster[i];
    }
}
