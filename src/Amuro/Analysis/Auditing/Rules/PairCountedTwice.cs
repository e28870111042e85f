using System.Globalization;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>A stated group holds the same pair of tasks several times.</summary>
internal sealed class PairCountedTwice : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        foreach (AuditGroup group in AuditGroup.OfText(tables))
        {
            StatedPair[] repeated = [.. group.Stated!.Pairs.GroupBy(p => p).Where(g => g.Count() > 1).Select(g => g.Key)];
            AuditGain[] cells = [.. group.Gains.Where(g => repeated.Any(p => p.Format == g.Key.Format && p.Holds(g.Key)))];
            if (cells.Length > 0)
            {
                yield return Finding(tables, group, repeated, cells);
            }
        }
    }

    private static AuditFinding Finding(AuditTables tables, AuditGroup group, StatedPair[] repeated, AuditGain[] cells)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        double largest = 0;
        foreach (IGrouping<long, AuditGain> step in group.Gains.GroupBy(g => g.Step))
        {
            (double stated, double once) = (step.Average(g => g.Raw), step.Distinct().Average(g => g.Raw));
            figures[string.Create(CultureInfo.InvariantCulture, $"raw_as_stated_{step.Key}")] = stated;
            figures[string.Create(CultureInfo.InvariantCulture, $"raw_once_{step.Key}")] = once;
            largest = Math.Max(largest, Math.Abs(stated - once));
        }

        string pairs = string.Join(", ", repeated.Select(p => $"{p.Task} tuned on {p.TunedOn}"));
        return new AuditFinding
        {
            Rule = "pair_counted_twice",
            Severity = AuditSeverity.Warning,
            Statement = Say.Text($"The group '{group.Name}' of {group.Stated!.Pairs.Count} pairs holds {pairs} more than once; {group.Stated.Pairs.Distinct().Count()} different pairs remain."),
            Consequence = Say.Text($"The mean gain of the group leans towards that pair; counted once, it changes by up to {Say.Number(largest)}."),
            Rows = tables.InOrder(cells.SelectMany(c => c.Rows)),
            Figures = figures.AsReadOnly(),
            FromTablesAlone = false,
        };
    }
}
