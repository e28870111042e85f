using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Checkpoints that are as good as the same model show how much scores move for no reason.</summary>
internal sealed class NoiseFloor : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        foreach (ProtocolBlock block in tables.Protocols.Blocks)
        {
            Neighbours[] pairs = [.. block.Series.Where(s => MetricScale.IsUnit(s.Key.Metric)).SelectMany(s => Pairs(s, tables.Options.NearbySteps))];
            if (pairs.Length > 0)
            {
                yield return Finding(tables, block, pairs);
            }
        }
    }

    private static AuditFinding Finding(AuditTables tables, ProtocolBlock block, Neighbours[] pairs)
    {
        Neighbours[] untuned = [.. pairs.Where(p => p.Before.Stage == Stage.Base)];
        Neighbours[] tuned = [.. pairs.Where(p => p.Before.Stage == Stage.FineTuned)];
        Neighbours largest = pairs.MaxBy(p => p.Difference)!;
        string steps = Say.List(pairs.Select(p => Say.Text($"{p.Before.Step} and {p.After.Step}")).Distinct());
        return new AuditFinding
        {
            Rule = "noise_floor",
            Severity = largest.Difference >= tables.Options.SmallestDifference ? AuditSeverity.Warning : AuditSeverity.Note,
            Statement = Say.Text($"The checkpoints at steps {steps} of {block.Name} are as good as the same model, yet {string.Join(" and ", new[] { Words("base", untuned), Words("fine-tuned", tuned) }.Where(w => w.Length > 0))}. The largest difference is that of {Say.Row(largest.After)}."),
            Consequence = "That is what a score moves when nothing has changed. A smaller difference between checkpoints, or a trend made of such differences, says nothing; repeat the runs with other seeds.",
            Rows = tables.InOrder(pairs.SelectMany(p => new[] { p.Before, p.After }.Select(r => new AuditRow { Score = r, Figures = Figures.Of(("absolute_difference", p.Difference)) }))),
            Figures = Figures.Of(Summary("base", untuned).Concat(Summary("tuned", tuned))),
        };
    }

    private static IEnumerable<Neighbours> Pairs(ScoreSeries series, double share)
    {
        for (int i = 1; i < series.Rows.Length; i++)
        {
            (ScoreRow before, ScoreRow after) = (series.Rows[i - 1], series.Rows[i]);
            if (after.Step > before.Step && after.Step - before.Step <= share * after.Step && !double.IsNaN(before.Score - after.Score))
            {
                yield return new Neighbours(before, after);
            }
        }
    }

    private static string Words(string stage, Neighbours[] pairs) => pairs.Length == 0 ? ""
        : Say.Text($"{Say.Count(pairs.Length, $"{stage} score")} of them differ by {Say.Number(Median(pairs))} in the median and {Say.Number(pairs.Max(p => p.Difference))} at most");

    private static IEnumerable<(string, double)> Summary(string stage, Neighbours[] pairs) => pairs.Length == 0 ? []
        : [($"{stage}_n", pairs.Length), ($"{stage}_median", Median(pairs)), ($"{stage}_mean", pairs.Average(p => p.Difference)), ($"{stage}_max", pairs.Max(p => p.Difference))];

    private static double Median(Neighbours[] pairs) => Quantiles.Median([.. pairs.Select(p => p.Difference).Order()]);

    private sealed record Neighbours(ScoreRow Before, ScoreRow After)
    {
        public double Difference { get; } = Math.Abs(After.Score - Before.Score);
    }
}
