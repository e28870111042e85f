using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Scores with a standard error of 0.</summary>
internal sealed class ZeroStandardError : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ScoreRow[] rows = [.. tables.Rows.Where(r => r.StandardError == 0)];
        if (rows.Length > 0)
        {
            yield return new AuditFinding
            {
                Rule = "zero_standard_error",
                Severity = AuditSeverity.Warning,
                Statement = Say.Text($"{Say.Count(rows.Length, "score has", "scores have")} a standard error of 0, so every item has the same score: {Say.Tasks(rows)}."),
                Consequence = "An interval of width 0 looks like certainty. The score sits at an end of its scale; its true uncertainty is not 0, and tests that divide by it break.",
                Rows = tables.InOrder(rows),
            };
        }
    }
}
