namespace Amuro.Analysis.Auditing.Rules;

/// <summary>All items of a task have the same label.</summary>
internal sealed class ConstantLabels : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ItemCell[] constant = [.. tables.Items.Where(c => c.OnlyGold is not null && c.N >= tables.Options.FewestItems)];
        if (constant.Length == 0)
        {
            yield break;
        }

        string tasks = Say.List(constant.DistinctBy(c => c.Row.Task).Select(c => Say.Text($"{c.Row.Task}: '{c.OnlyGold}' for all {c.N} items")));
        yield return new AuditFinding
        {
            Rule = "constant_labels",
            Severity = AuditSeverity.Serious,
            Statement = $"All items of a task have the same label ({tasks}).",
            Consequence = "The score is how often the model gives that one answer: a model that has learned nothing can be perfect, and one that learns can get worse.",
            Rows = tables.InOrder(constant.Select(c => new AuditRow { Score = c.Row, Remark = $"label '{c.OnlyGold}'" })),
        };
    }
}
