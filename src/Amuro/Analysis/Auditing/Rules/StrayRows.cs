using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Rows of another model or number of shots than nearly all of their file.</summary>
internal sealed class StrayRows : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        IReadOnlyList<ScoreRow> rows = tables.Protocols.Stray;
        if (rows.Count > 0)
        {
            string protocols = Say.List(rows.GroupBy(r => (r.Model, r.Shots)).OrderByDescending(g => g.Count())
                .Select(g => Say.Text($"{(g.Key.Model.Length == 0 ? "" : g.Key.Model + " ")}with {g.Key.Shots} worked examples ({g.Count()})")));
            yield return new AuditFinding
            {
                Rule = "stray_rows",
                Severity = AuditSeverity.Note,
                Statement = Say.Text($"{Say.Count(rows.Count, "row is", "rows are")} not of the model and number of worked examples that nearly all of the table is of: {protocols}."),
                Consequence = "They look like leftovers of other runs. A mean over all rows of a task mixes them in; choose the rows of one protocol first.",
                Rows = [.. rows.Select(r => new AuditRow { Score = r })],
            };
        }
    }
}
