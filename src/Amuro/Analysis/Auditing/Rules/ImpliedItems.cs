using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>The number of items that score and standard error imply: s (1 - s) / se^2, where each item scores 0 or 1.</summary>
internal sealed class ImpliedItems : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ScoreRow[] rows = [.. tables.Rows.Where(r => r.StandardError > 0 && r.Score > 0 && r.Score < 1 && MetricScale.IsBinary(r.Metric))];
        ScoreRow[] unknown = [.. rows.Where(r => r.N == 0)];
        double factor = tables.Options.ImpliedItemsFactor;
        ScoreRow[] wrong = [.. rows.Where(r => r.N > 0 && (Implied(r) > factor * r.N || Implied(r) * factor < r.N))];
        if (wrong.Length > 0)
        {
            yield return new AuditFinding
            {
                Rule = "items_do_not_fit_standard_error",
                Severity = AuditSeverity.Warning,
                Statement = Say.Text($"{Say.Count(wrong.Length, "standard error does", "standard errors do")} not fit the stated number of items by more than a factor of {Say.Number(factor)}: {Say.Tasks(wrong)}; {Say.Row(wrong[0])} has {wrong[0].N} items, and its standard error is that of {Implied(wrong[0]):0}."),
                Consequence = "Intervals and tests of these rows are too narrow or too wide, unless items come in clusters and the standard errors say so.",
                Rows = [.. wrong.Select(r => new AuditRow { Score = r, Figures = Figures.Of(("implied_items", Implied(r))) })],
            };
        }

        if (unknown.Length > 0)
        {
            (string Name, int Rows, double Median)[] tasks =
            [
                .. unknown.GroupBy(r => r.Format == "default" ? r.Task : $"{r.Task}_{r.Format}").OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => (g.Key, g.Count(), Quantiles.Median([.. g.Select(Implied).Order()]))),
            ];
            yield return new AuditFinding
            {
                Rule = "implied_items",
                Severity = AuditSeverity.Note,
                Statement = Say.Text($"{Say.Count(unknown.Length, "row does", "rows do")} not say the number of items. Their standard errors imply, in the median, {Say.List(tasks.OrderBy(t => t.Median).Select(t => Say.Text($"{t.Median:#,0} for {t.Name}")))}."),
                Consequence = "The analyses go by the standard errors as they are; with few items, differences that look large are noise.",
                Figures = Figures.Of(tasks.SelectMany(t => new[] { ($"items_{t.Name}", t.Median), ($"rows_{t.Name}", (double)t.Rows) })),
            };
        }
    }

    private static double Implied(ScoreRow row) => row.Score * (1 - row.Score) / (row.StandardError * row.StandardError);
}
