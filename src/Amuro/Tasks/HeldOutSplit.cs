using Amuro.Runtime;

namespace Amuro.Tasks;

/// <summary>Takes held-out items from the training items of a task, whole clusters at a time.</summary>
internal static class HeldOutSplit
{
    public static TaskDefinition Of(TaskDefinition task, int items, int seed)
    {
        ulong state = (ulong)seed;
        // Sorted by random keys, drawn in the order of the items: the same on every machine.
        (string Cluster, int Count)[] clusters =
        [
            .. task.Training.GroupBy(ClusterOf)
                .Select(g => (g.Key, Count: g.Count(), Draw: SplitMix.Next(ref state)))
                .OrderBy(c => c.Draw)
                .Select(c => (c.Key, c.Count)),
        ];
        HashSet<string> drawn = new(StringComparer.Ordinal);
        int moved = 0;
        foreach ((string cluster, int count) in clusters.TakeWhile(_ => moved < items))
        {
            drawn.Add(cluster);
            moved += count;
        }

        if (items < 1 || moved < items || moved == task.Training.Count)
        {
            throw new AmuroException(
                $"WithHeldOut: items: expected 1 or more that leave something of the {task.Training.Count} training items (in {clusters.Length} clusters) of task '{StrictText.Shorten(task.Name)}', found {items}");
        }

        return task with
        {
            Training = [.. task.Training.Where(e => !drawn.Contains(ClusterOf(e)))],
            HeldOut = [.. task.HeldOut, .. task.Training.Where(e => drawn.Contains(ClusterOf(e)))],
        };
    }

    // An item without a cluster is one of its own.
    private static string ClusterOf(Example item) => item.Cluster.Length > 0 ? "cluster " + item.Cluster : "item " + item.Id;
}
