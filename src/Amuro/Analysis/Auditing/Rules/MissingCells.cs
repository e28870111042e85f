using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Checkpoints at which a series that is there at others has no score.</summary>
internal sealed class MissingCells : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        foreach (ProtocolBlock block in tables.Protocols.Blocks)
        {
            (ScoreSeries Series, ScoreRow[] Missing)[] gaps = [.. block.Series.Select(s => (s, Missing: Missing(s, block.Steps).ToArray())).Where(g => g.Missing.Length > 0)];
            if (gaps.Length == 0)
            {
                continue;
            }

            ScoreRow[] cells = [.. gaps.SelectMany(g => g.Missing)];
            string where = Say.List(gaps.Select(g => Say.Text($"{Say.Series(g.Series.Key)} at {Say.List(g.Missing.Select(r => Say.Text($"{r.Step}")))}")), "; ");
            yield return new AuditFinding
            {
                Rule = "missing_cells",
                Severity = AuditSeverity.Warning,
                Statement = Say.Text($"{Say.Count(cells.Length, "score is", "scores are")} missing in {gaps.Length} of {block.Series.Count} series of {block.Name} ({block.Steps.Length} checkpoints): {where}."),
                Consequence = "Means over tasks compare different tasks at different checkpoints, and trends rest on fewer points than the others'; compare only what is there at all of them.",
                Rows = [.. cells.Select(r => new AuditRow { Score = r, Remark = "missing" })],
                Figures = Figures.Of(("missing", cells.Length), ("series_with_gaps", gaps.Length), ("series", block.Series.Count)),
            };
        }
    }

    // A score that is not a number is as good as none.
    private static IEnumerable<ScoreRow> Missing(ScoreSeries series, long[] steps)
    {
        HashSet<long> there = [.. series.Rows.Where(r => !double.IsNaN(r.Score)).Select(r => r.Step)];
        return steps.Where(s => !there.Contains(s)).Select(s => series.Rows[0] with { Step = s, Score = double.NaN, N = 0, StandardError = double.NaN, Source = null });
    }
}
