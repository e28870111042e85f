namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Items whose label is -1 or no index of their choices: hidden test labels, or another data set than the prompts'.</summary>
internal sealed class LabelsOutOfRange : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ItemCell[] bad = [.. tables.Items.Where(c => c.BadGolds > 0)];
        if (bad.Length == 0)
        {
            yield break;
        }

        string tasks = Say.List(bad.GroupBy(c => c.Row.Task).Select(g => g.MaxBy(c => c.BadGolds)!)
            .Select(c => Say.Text($"{c.Row.Task}: {c.BadGolds} of {c.N} items, such as the label '{c.BadGold}'")));
        yield return new AuditFinding
        {
            Rule = "labels_out_of_range",
            Severity = AuditSeverity.Serious,
            Statement = $"Labels are no index of the choices ({tasks}). Test sets whose labels are withheld have -1 for a label.",
            Consequence = "Such an item cannot be answered right: scores, gains and forgetting of these tasks say nothing about capability.",
            Rows = tables.InOrder(bad.Select(c => new AuditRow
            {
                Score = c.Row,
                Remark = $"label '{c.BadGold}'",
                Figures = Figures.Of(("items_out_of_range", c.BadGolds), ("items", c.N)),
            })),
        };
    }
}
