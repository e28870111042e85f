using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>The same evaluation stands in several rows.</summary>
internal sealed class DuplicateCells : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ScoreRow[][] cells = [.. tables.Series.SelectMany(Repeated)];
        if (cells.Length == 0)
        {
            yield break;
        }

        ScoreRow[] rows = [.. cells.SelectMany(c => c)];
        int differing = cells.Count(c => c.Any(r => !r.Score.Equals(c[0].Score)));
        yield return new AuditFinding
        {
            Rule = "duplicate_cells",
            Severity = differing > 0 ? AuditSeverity.Serious : AuditSeverity.Warning,
            Statement = Say.Text($"{Say.Count(cells.Length, "evaluation stands", "evaluations stand")} in {rows.Length} rows (same model, step, training task, task, format, shots, seed and metric): {Say.Tasks(rows)}. {(differing == 0 ? "Their scores are the same." : Say.Text($"The rows of {differing} do not agree on the score."))}"),
            Consequence = differing > 0
                ? "Which of the scores is right the table does not say; means count such a cell several times."
                : "Means that go over rows count such a cell several times.",
            Rows = tables.InOrder(rows),
            Figures = Figures.Of(("cells", cells.Length), ("cells_that_differ", differing)),
        };
    }

    private static IEnumerable<ScoreRow[]> Repeated(ScoreSeries series)
    {
        for (int i = 0, next; i < series.Rows.Length; i = next)
        {
            for (next = i + 1; next < series.Rows.Length && series.Rows[next].Step == series.Rows[i].Step; next++)
            {
            }

            if (next - i > 1)
            {
                yield return series.Rows[i..next];
            }
        }
    }
}
