namespace Amuro.Tasks;

/// <summary>An item that is in two splits of a task.</summary>
/// <param name="Split">Name of the later split, <c>Evaluation</c> or <c>HeldOut</c>.</param>
/// <param name="Id">Name of the item there.</param>
/// <param name="OtherSplit">Name of the earlier split, <c>Training</c> or <c>HeldOut</c>.</param>
/// <param name="OtherId">Name of the item there.</param>
public sealed record SharedItem(string Split, string Id, string OtherSplit, string OtherId);

/// <summary>Finds items that are in two splits.</summary>
internal static class SharedItems
{
    public static IReadOnlyList<SharedItem> Of(TaskDefinition task)
    {
        var found = new List<SharedItem>();
        var known = new Dictionary<string, (string Split, string Id)>(StringComparer.Ordinal);
        foreach ((string split, IReadOnlyList<Example> items) in
            new[] { (nameof(task.Training), task.Training), (nameof(task.HeldOut), task.HeldOut), (nameof(task.Evaluation), task.Evaluation) })
        {
            (string Text, string Id)[] texts = [.. items.Select(item => (Text(item), item.Id))];
            found.AddRange(texts.Where(item => known.ContainsKey(item.Text)).Select(item => new SharedItem(split, item.Id, known[item.Text].Split, known[item.Text].Id)));
            foreach ((string text, string id) in texts)
            {
                known.TryAdd(text, (split, id));
            }
        }

        return found;
    }

    private static string Text(Example item) =>
        string.Join('\0', item.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + '\0' + NormalText.Of(field.Value)));
}
