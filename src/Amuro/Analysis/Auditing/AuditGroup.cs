using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>Gains of one model that are averaged together.</summary>
/// <param name="Name">As it is called in statements.</param>
/// <param name="Stated">What a text says about the group; null where the group is one of the table's own.</param>
/// <param name="Gains">The gains; a pair that is counted twice is here twice.</param>
internal sealed record AuditGroup(string Name, StatedGroup? Stated, IReadOnlyList<AuditGain> Gains)
{
    /// <summary>The stated groups; without any, each training task with each relation of tasks to it.</summary>
    public static IEnumerable<AuditGroup> Of(AuditTables tables) => tables.Options.Groups.Count > 0 ? OfText(tables) : Own(tables);

    /// <summary>The stated groups, of each model that has any of their gains.</summary>
    public static IEnumerable<AuditGroup> OfText(AuditTables tables)
    {
        var pairs = tables.Gains.ToLookup(g => (g.Key.TunedOn, g.Key.Task, g.Key.Format));
        foreach (StatedGroup group in tables.Options.Groups)
        {
            IEnumerable<AuditGain> gains = group.Pairs.SelectMany(p => OneMetric(pairs[(p.TunedOn, p.Task, p.Format)].Where(g => p.Holds(g.Key))));
            foreach (IGrouping<string, AuditGain> model in gains.GroupBy(g => g.Key.Model))
            {
                yield return new AuditGroup(group.Name, group, [.. model]);
            }
        }
    }

    private static IEnumerable<AuditGroup> Own(AuditTables tables) => tables.Gains
        .GroupBy(g => (g.Key.Model, g.Key.Shots, g.Key.TunedOn, g.Split, g.Key.Format, g.Key.Metric))
        .Select(g => new AuditGroup($"{g.Key.Split.ToText()} tasks of models tuned on {g.Key.TunedOn} ({g.Key.Metric}, format {g.Key.Format})", null, [.. g]));

    // Of several metrics of a task a text means the first.
    private static IEnumerable<AuditGain> OneMetric(IEnumerable<AuditGain> gains)
    {
        string? metric = null;
        return gains.Where(g => g.Key.Metric == (metric ??= g.Key.Metric));
    }
}
