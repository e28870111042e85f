using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Scores that their metric cannot have.</summary>
internal sealed class ScoreOutOfRange : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        var ranges = new Dictionary<string, (double Low, double High)>(StringComparer.Ordinal);
        ScoreRow[] outside = [.. tables.Rows.Where(IsOutside)];
        if (outside.Length > 0)
        {
            string percent = outside.All(r => r.Score is >= 0 and <= 100) && outside.Max(r => r.Score) > 2 ? " They look like percentages." : "";
            yield return new AuditFinding
            {
                Rule = "score_out_of_range",
                Severity = AuditSeverity.Serious,
                Statement = Say.Text($"{Say.Count(outside.Length, "score lies", "scores lie")} outside the range of {(outside.Select(r => r.Metric).Distinct().Count() == 1 ? "the metric" : "their metrics")} ({Say.List(outside.Select(r => r.Metric).Distinct())}), from {Say.Number(outside.Min(r => r.Score))} to {Say.Number(outside.Max(r => r.Score))}: {Say.Tasks(outside)}.{percent}"),
                Consequence = "Chance levels, intervals and smallest effects are in units of 0 to 1: with these rows every mean and verdict is wrong.",
                Rows = tables.InOrder(outside),
            };
        }

        bool IsOutside(ScoreRow row)
        {
            if (!ranges.TryGetValue(row.Metric, out (double Low, double High) range))
            {
                ranges.Add(row.Metric, range = MetricScale.Range(row.Metric));
            }

            return row.Score < range.Low || row.Score > range.High;
        }
    }
}
