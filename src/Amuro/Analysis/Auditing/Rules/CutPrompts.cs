namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Evaluations in which many prompts did not fit the model's context.</summary>
internal sealed class CutPrompts : IAuditRule
{
    private const double Share = 0.05;

    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ItemCell[] cut = [.. tables.Items.Where(c => Math.Max(c.Truncated, c.ShotsDropped) > Share * c.N)];
        if (cut.Length > 0)
        {
            yield return new AuditFinding
            {
                Rule = "cut_prompts",
                Severity = AuditSeverity.Warning,
                Statement = Say.Text($"In {Say.Count(cut.Length, "evaluation")} more than {100 * Share:0} % of the prompts were cut or lost worked examples to fit the model's context: {Say.Tasks(cut.Select(c => c.Row))}."),
                Consequence = "Such items are asked with less than the prompt that the row names; formats and tasks with long prompts lose by it, which is no lack of capability.",
                Rows = tables.InOrder(cut.Select(c => new AuditRow
                {
                    Score = c.Row,
                    Figures = Figures.Of(("items", c.N), ("items_cut", c.Truncated), ("items_with_shots_left_out", c.ShotsDropped)),
                })),
            };
        }
    }
}
