namespace Amuro.Analysis.Auditing.Rules;

/// <summary>A model answers all items of a task alike.</summary>
internal sealed class ConstantPredictions : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ItemCell[] constant = [.. tables.Items.Where(c => c.OnlyPrediction is not null && c.OnlyGold is null && c.N >= tables.Options.FewestItems)];
        if (constant.Length == 0)
        {
            yield break;
        }

        yield return new AuditFinding
        {
            Rule = "constant_predictions",
            Severity = AuditSeverity.Warning,
            Statement = Say.Text($"In {Say.Count(constant.Length, "evaluation")} the model gives all items the same answer: {Say.Tasks(constant.Select(c => c.Row))}."),
            Consequence = "Such a score is the share of one class, not a capability: a gain or a loss against it is a change of that constant answer.",
            Rows = tables.InOrder(constant.Select(c => new AuditRow { Score = c.Row, Remark = $"always '{Shortened(c.OnlyPrediction!)}'" })),
        };
    }

    private static string Shortened(string text) => Runtime.StrictText.Shorten(text);
}
