using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Builds the cells of the matrix tuned-on x evaluated task, and what is read off its rows.</summary>
internal sealed class ForgettingCells(ForgettingPairs pairs, IReadOnlyList<NoiseFloor> floors, double alpha, double minimumEffect)
{
    private readonly Dictionary<string, double> _noise = floors.ToDictionary(n => n.Task, n => Math.Abs(n.Change.Value), StringComparer.Ordinal);

    /// <summary>All cells, corrected for the number of those of the same checkpoint.</summary>
    public ForgettingChange[] Changes()
    {
        ForgettingChange[] changes =
        [
            .. pairs.All.SelectMany(p => p.Steps.Select(step => (Pair: p, Step: step))).AsParallel().AsOrdered()
                .Select(c => Cell(c.Pair, c.Step)).OfType<ForgettingChange>(),
        ];
        foreach (IGrouping<long, int> family in Enumerable.Range(0, changes.Length).GroupBy(i => changes[i].Step))
        {
            double[] p = [.. family.Select(i => changes[i].Change.PValue)];
            (double[] holm, double[] rate) = (Holm.Adjust(p), BenjaminiHochberg.Adjust(p));
            foreach ((int i, int k) in family.Select((i, k) => (i, k)))
            {
                changes[i] = changes[i] with { AdjustedPValue = holm[k], FalseDiscoveryRate = rate[k], Verdict = VerdictOf(changes[i].Change, holm[k]) };
            }
        }

        return changes;
    }

    /// <summary>The cells of each pair of tasks over the series.</summary>
    public static IEnumerable<ForgettingPair> Pairs(IEnumerable<ForgettingChange> changes) =>
        from c in changes
        group c by (c.TunedOn, c.Task, c.Split) into pair
        let own = pair.OrderBy(c => c.Step).ToArray()
        let worst = own.Where(c => c.BaseKnows).MinBy(c => c.Change.Value)
        select new ForgettingPair
        {
            TunedOn = pair.Key.TunedOn,
            Task = pair.Key.Task,
            Split = pair.Key.Split,
            Verdict = own[^1].Verdict,
            Helps = own.Count(c => c.Verdict == TransferVerdict.Helps),
            Hurts = own.Count(c => c.Verdict == TransferVerdict.Hurts),
            WorstChange = worst?.Change.Value ?? double.NaN,
            WorstStep = worst?.Step,
            MaximumForgetting = own.Max(c => c.Base) - own[^1].Tuned,
        };

    private ForgettingChange? Cell(TaskPair pair, long step)
    {
        if (pairs.Change(pair, [step]) is not { } contrast)
        {
            return null;
        }

        Cell cell = pairs.Base(pair.Task.Name, step);
        double before = cell.Score, after = before + contrast.Value;
        ScoreChangeResult relative = ScoreChange.Of([before], [after], [pair.Task.Floor]);
        PairedItems items = PairedItems.Of(cell, [.. contrast.Seeds.Select(s => pairs.Tuned(pair, step, s)!)]);
        return new ForgettingChange
        {
            TunedOn = pair.TunedOn,
            Task = pair.Task.Name,
            Split = pair.Split,
            Metric = pair.Task.Metric,
            Step = step,
            Base = before,
            Tuned = after,
            Runs = contrast.Seeds.Length,
            BaseKnows = pairs.Knows(pair.Task, step),
            Change = ClusteredEstimate.Of(contrast, 1 - alpha),
            AdjustedPValue = double.NaN,
            FalseDiscoveryRate = double.NaN,
            Verdict = TransferVerdict.NotEstimable,
            Relative = Only(relative.Relative),
            ChanceNormalised = Only(relative.ChanceNormalised),
            Retention = Only(relative.Retention),
            AboveChanceRetention = Only(relative.AboveChanceRetention),
            EffectSize = items.EffectSize,
            McNemar = items.McNemar(),
            ExceedsNoise = _noise.TryGetValue(pair.Task.Name, out double noise) && !double.IsNaN(noise) ? Math.Abs(contrast.Value) > noise : null,
        };
    }

    private TransferVerdict VerdictOf(Estimate change, double adjusted) =>
        double.IsNaN(adjusted) ? TransferVerdict.NotEstimable
        : adjusted > alpha || Math.Abs(change.Value) < minimumEffect ? TransferVerdict.NoClearChange
        : change.Value > 0 ? TransferVerdict.Helps : TransferVerdict.Hurts;

    private static double Only(IReadOnlyList<double> values) => values.Count == 1 ? values[0] : double.NaN;
}
