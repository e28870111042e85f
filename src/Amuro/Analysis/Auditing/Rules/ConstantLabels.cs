using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>
/// All items of a task have the same label. In data sets whose choices differ from item to item that may be the place of the right choice
/// only; where a model answers all items alike or is perfect, it is not.
/// </summary>
internal sealed class ConstantLabels : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ItemCell[] constant = [.. tables.Items.Where(c => c.OnlyGold is not null && c.N >= tables.Options.FewestItems)];
        if (constant.Length == 0)
        {
            yield break;
        }

        ScoreRow[] exploited = [.. constant.Where(c => c.OnlyPrediction is not null || c.Row.Score >= tables.Options.PerfectScore).Select(c => c.Row)];
        string tasks = Say.List(constant.DistinctBy(c => c.Row.Task).Select(c => Say.Text($"{c.Row.Task}: '{c.OnlyGold}' for all {c.N} items")));
        yield return new AuditFinding
        {
            Rule = "constant_labels",
            Severity = exploited.Length > 0 ? AuditSeverity.Serious : AuditSeverity.Warning,
            Statement = $"All items of a task have the same label ({tasks}).{(exploited.Length > 0 ? $" Models that answer them all alike, or all right: {Say.Tasks(exploited)}." : "")}",
            Consequence = exploited.Length > 0
                ? "The score is how often the model gives that one answer: a model that has learned nothing can be perfect, and one that learns can get worse."
                : "If the choices are classes, the score is how often the model gives that one answer. If they are texts of their own in each item and each is scored by itself, the right one only stands at the same place in the file, which does no harm; shuffle them where the prompt shows them in order.",
            Rows = tables.InOrder(constant.Select(c => new AuditRow { Score = c.Row, Remark = $"label '{c.OnlyGold}'" })),
        };
    }
}
