using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>All scores of tasks whose labels are known to be wrong.</summary>
internal sealed class UnusableLabels : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        LabelFact[] facts = [.. tables.Options.UnusableLabels];
        ScoreRow[] rows = facts.Length == 0 ? [] : [.. tables.Rows.Where(r => facts.Any(f => f.Holds(r)))];
        if (rows.Length > 0)
        {
            string reasons = string.Join("; ", facts.Where(f => rows.Any(r => f.Holds(r))).GroupBy(f => f.Reason).Select(g => $"{string.Join(", ", g.Select(f => f.Task))}: its labels {g.Key}"));
            yield return new AuditFinding
            {
                Rule = "unusable_labels",
                Severity = AuditSeverity.Serious,
                Statement = Say.Text($"{Say.Count(rows.Length, "score rests", "scores rest")} on labels that are known to be unusable ({reasons})."),
                Consequence = "These scores are rates of giving one answer. Leave the tasks out of every mean, gain and trend.",
                Rows = tables.InOrder(rows),
                FromTablesAlone = false,
            };
        }
    }
}
