using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Equal scores within a curve over the checkpoints.</summary>
internal sealed class TiesInTrendSeries : IAuditRule
{
    // The test over all orders takes a while: more figures than a reader looks at are not computed.
    private const int MostTested = 50;

    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        IReadOnlyList<StatedPair> pairs = tables.Options.Trends;
        (ScoreSeries Series, ScoreRow[] Tied)[] tied =
        [
            .. tables.Series.Where(s => s.Rows.Length >= 3 && (pairs.Count == 0 || pairs.Any(p => p.Holds(s.Key))))
                .Select(s => (s, Tied: Tied(s))).Where(s => s.Tied.Length > 0),
        ];
        if (tied.Length == 0)
        {
            yield break;
        }

        yield return new AuditFinding
        {
            Rule = "ties_in_trend_series",
            Severity = AuditSeverity.Note,
            Statement = Say.Text($"{Say.Count(tied.Length, "curve holds", "curves hold")} equal scores at different checkpoints: {Say.List(tied.OrderByDescending(t => t.Tied.Length).Select(t => Say.Text($"{Say.Series(t.Series.Key)} ({t.Tied.Length} of {t.Series.Rows.Length})")))}."),
            Consequence = "The usual exact distribution of the trend test holds without ties only; with them its p is not exact, mostly too small. The analyses here count ties: over all orders up to 8 checkpoints, by a corrected variance above.",
            Rows = tables.InOrder(tied.SelectMany(t => t.Tied)),
            Figures = Figures.Of(tied.Take(MostTested).SelectMany(t => Tests(t.Series)).DistinctBy(f => f.Name)),
        };
    }

    private static ScoreRow[] Tied(ScoreSeries series)
    {
        HashSet<double> all = [], twice = [];
        foreach (ScoreRow row in series.Rows)
        {
            if (!all.Add(row.Score))
            {
                twice.Add(row.Score);
            }
        }

        return twice.Count == 0 ? [] : [.. series.Rows.Where(r => twice.Contains(r.Score))];
    }

    private static IEnumerable<(string Name, double Value)> Tests(ScoreSeries series)
    {
        MannKendallResult test = MannKendall.Test([.. series.Rows.Select(r => (double)r.Step)], [.. series.Rows.Select(r => r.Score)]);
        string name = $"{series.Key.Task}/{(series.Key.Stage == Stage.Base ? "base" : series.Key.TunedOn)}";
        yield return ($"{name}/s", test.S);
        yield return ($"{name}/p", test.PValue);
        if (test.N <= 33 && test.HasTies)
        {
            yield return ($"{name}/p_if_ties_ignored", InversionCounts.Tails((long)test.S, test.N).TwoSided);
        }
    }
}
