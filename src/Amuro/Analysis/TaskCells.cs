using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>One evaluated task: its metric, its items and their clusters and halves.</summary>
internal sealed class TaskCells(string name)
{
    private readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _clusters = new(StringComparer.Ordinal);
    private readonly List<int> _clusterOfItem = [];
    private readonly List<string> _clusterNames = [];

    public string Name { get; } = name;

    public string Metric { get; set; } = "";

    /// <summary>Expected score of guessing; NaN where unknown.</summary>
    public double Chance { get; set; } = double.NaN;

    /// <summary>Guessing scores above zero: the answers are chosen among a few.</summary>
    public bool IsChoice => Chance > 0;

    public double Floor => double.IsNaN(Chance) ? 0 : Chance;

    public int Items => _clusterOfItem.Count;

    public IReadOnlyList<int> ClusterOfItem => _clusterOfItem;

    /// <summary>Half (0 or 1) of each cluster; whole clusters stay together.</summary>
    public int[] HalfOfCluster { get; private set; } = [];

    /// <summary>Place of each cluster among those of its half.</summary>
    public int[] PlaceInHalf { get; private set; } = [];

    public int Clusters => _clusterNames.Count;

    public int ClustersIn(int half) => HalfOfCluster.Count(h => h == half);

    public int HalfOfItem(int item) => HalfOfCluster[_clusterOfItem[item]];

    public int Index(string item, string cluster)
    {
        if (_items.TryGetValue(item, out int index))
        {
            return index;
        }

        if (!_clusters.TryGetValue(cluster, out int clusterIndex))
        {
            clusterIndex = _clusterNames.Count;
            _clusters.Add(cluster, clusterIndex);
            _clusterNames.Add(cluster);
        }

        index = _clusterOfItem.Count;
        _items.Add(item, index);
        _clusterOfItem.Add(clusterIndex);
        return index;
    }

    /// <summary>Splits the clusters into halves, by the seed and their names only.</summary>
    public void Split(long seed)
    {
        int[] order = [.. Enumerable.Range(0, Clusters).OrderBy(c => _clusterNames[c], StringComparer.Ordinal)];
        var random = new SeededRandom(seed);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        HalfOfCluster = new int[Clusters];
        PlaceInHalf = new int[Clusters];
        for (int i = 0; i < order.Length; i++)
        {
            HalfOfCluster[order[i]] = i % 2;
            PlaceInHalf[order[i]] = i / 2;
        }
    }
}
