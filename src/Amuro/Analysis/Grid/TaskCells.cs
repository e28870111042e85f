using Amuro.Analysis.Resampling;
using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Grid;

/// <summary>One evaluated task: its metric, its items and their clusters and halves.</summary>
internal sealed class TaskCells(string name, string metric, DrawCache draws)
{
    private int[] _clusterOfItem = [];
    private int[] _halfOfCluster = [];
    private int[] _placeInHalf = [];

    public string Name { get; } = name;

    public string Metric { get; } = metric;

    /// <summary>The resamples that the contrasts of all tasks share.</summary>
    public DrawCache Draws { get; } = draws;

    /// <summary>Expected score of guessing; NaN where unknown.</summary>
    public double Chance { get; set; } = double.NaN;

    /// <summary>Score of always giving the most frequent label; NaN where unknown.</summary>
    public double Majority { get; set; } = double.NaN;

    /// <summary>What a model that knows nothing gets, by guessing or by one constant answer.</summary>
    public double KnowledgeFloor => double.IsNaN(Majority) ? Floor : Math.Max(Floor, Majority);

    /// <summary>Guessing scores above zero: the answers are chosen among a few.</summary>
    public bool IsChoice => Chance > 0;

    public double Floor => double.IsNaN(Chance) ? 0 : Chance;

    public int Items => _clusterOfItem.Length;

    public IReadOnlyList<int> ClusterOfItem => _clusterOfItem;

    /// <summary>Place of each cluster among those of its half.</summary>
    public IReadOnlyList<int> PlaceInHalf => _placeInHalf;

    public int Clusters => _halfOfCluster.Length;

    public int ClustersIn(int half) => _halfOfCluster.Count(h => h == half);

    /// <summary>Half (0 or 1) of an item; whole clusters stay together.</summary>
    public int HalfOfItem(int item) => _halfOfCluster[_clusterOfItem[item]];

    /// <summary>Sets the items and splits their clusters into halves, by the seed and the order of the clusters only.</summary>
    /// <param name="clusterOfItem">Cluster of each item.</param>
    /// <param name="seed">Seed of the split.</param>
    public void SetItems(int[] clusterOfItem, long seed)
    {
        _clusterOfItem = clusterOfItem;
        int[] order = [.. Enumerable.Range(0, clusterOfItem.Length == 0 ? 0 : clusterOfItem.Max() + 1)];
        var random = new SeededRandom(seed);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        _halfOfCluster = new int[order.Length];
        _placeInHalf = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            _halfOfCluster[order[i]] = i % 2;
            _placeInHalf[order[i]] = i / 2;
        }
    }
}
