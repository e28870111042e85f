using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Scores of exactly 0.</summary>
internal sealed class ZeroScore : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ScoreRow[] rows = [.. tables.Rows.Where(r => r.Score == 0 && MetricScale.IsUnit(r.Metric))];
        if (rows.Length > 0)
        {
            string tuned = Say.List(rows.Where(r => r.Stage == Stage.FineTuned).Select(r => r.TunedOn).Distinct());
            string where = tuned.Length == 0 ? "" : $" {(rows.All(r => r.Stage == Stage.FineTuned) ? "All are" : "Some are")} of models tuned on {tuned}.";
            yield return new AuditFinding
            {
                Rule = "zero_score",
                Severity = AuditSeverity.Warning,
                Statement = Say.Text($"{Say.Count(rows.Length, "score is", "scores are")} exactly 0: {Say.Tasks(rows)}.{where}"),
                Consequence = "Mostly such a model does not answer in the form that is scored: look at its answers before calling it incapable. A relative change to 0 is -100 % whatever the base score was, and one from 0 does not exist.",
                Rows = tables.InOrder(rows),
            };
        }
    }
}
