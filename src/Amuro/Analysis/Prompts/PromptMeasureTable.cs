using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis.Prompts;

/// <summary>Every measure of every model and task, from item records where they are there, else from scores.</summary>
internal sealed class PromptMeasureTable(double level, long seed)
{
    private static readonly PromptMeasure[] s_measures = Enum.GetValues<PromptMeasure>();
    private readonly Estimate _needsItems = Estimate.None("item records are needed", level);

    public PromptSensitivityMeasures[] Of(ItemTable items, IEnumerable<SpreadTerms> scores, int shots)
    {
        var rows = new PromptRows(items);
        PromptSensitivityMeasures[] byItem = [.. rows.Models.GroupBy(m => m.Family).AsParallel().AsOrdered().SelectMany(family => Family(items, rows, [.. family]))];
        HashSet<(long, Stage, string, string)> known = [.. rows.Models.Where(m => m.Shots == shots).Select(m => (m.Step, m.Stage, m.TunedOn, m.Task))];
        IEnumerable<PromptSensitivityMeasures> byScore = scores.SelectMany(s => s.AllSteps
            .Where(step => !known.Contains((step, s.Stage, s.TunedOn, s.Task.Name)))
            .Select(step => FromScores(s, step, shots))).OfType<PromptSensitivityMeasures>();
        PromptSensitivityMeasures[] all =
        [
            .. byItem.Concat(byScore).OrderBy(m => m.Stage).ThenBy(m => m.TunedOn, StringComparer.Ordinal).ThenBy(m => m.Task, StringComparer.Ordinal)
                .ThenBy(m => m.Shots).ThenBy(m => m.Step),
        ];
        Adjust(all);
        return all;
    }

    // The base model of a family stays in memory until its fine-tuned models have been compared with it.
    private IEnumerable<PromptSensitivityMeasures> Family(ItemTable table, PromptRows rows, PromptModel[] models)
    {
        PromptEstimates? before = null;
        foreach (PromptModel model in models.OrderBy(m => m.Stage))
        {
            var estimates = new PromptEstimates(PromptSample.Of(table, rows.Of(model)), level, seed);
            PromptSample sample = estimates.Sample;
            if (sample.Formats.Length == 0)
            {
                continue;
            }

            before = model.Stage == Stage.Base ? estimates : before;
            FormatEstimate[] formats = estimates.Formats();
            yield return Make(model, formats, estimates.Difference) with
            {
                Items = sample.Items.Length,
                Seeds = sample.Seeds.Length,
                Values = s_measures.ToDictionary(m => m, estimates.Of),
                Changes = before is null || model.Stage == Stage.Base
                    ? new Dictionary<PromptMeasure, PromptMeasureChange>()
                    : s_measures.ToDictionary(m => m, m => new PromptMeasureChange(estimates.Change(before, m), double.NaN)),
            };
        }
    }

    private PromptSensitivityMeasures? FromScores(SpreadTerms terms, long step, int shots)
    {
        (string[] names, Cell[][] bySeed) = terms.Scored(step);
        if (bySeed.Length == 0)
        {
            return null;
        }

        FormatEstimate[] formats =
        [
            .. names.Select((name, f) => (name, Score: ClusteredEstimate.OfScores([.. bySeed.Select(s => (s[f].Score, s[f].StandardError))], level)))
                .Select(f => new FormatEstimate(f.name, f.Score.Value, f.Score.Interval)),
        ];
        double[][] scores = [.. bySeed.Select(s => s.Select(c => c.Score).ToArray())];
        Estimate Value(Func<double[], double> measure) => names.Length < 2
            ? Estimate.None("two prompt formats are needed, found 1 format", level)
            : new Estimate(scores.Average(measure), Interval.NotEstimable(level), double.NaN, _needsItems.Reason);
        return Make(new PromptModel(step, terms.Stage, terms.TunedOn, terms.Task.Name, shots, terms.Task.Metric), formats, Difference) with
        {
            Seeds = bySeed.Length,
            Values = s_measures.ToDictionary(m => m, m => m switch
            {
                PromptMeasure.Spread => Value(ScoreSpread.Of),
                PromptMeasure.StandardDeviation => Value(ScoreSpread.Deviation),
                _ => _needsItems,
            }),
        };

        Estimate Difference(int format, int from) => ClusteredEstimate.OfScores(
            [.. bySeed.Select(s => (s[format].Score - s[from].Score, Math.Sqrt(Math.Pow(s[format].StandardError, 2) + Math.Pow(s[from].StandardError, 2))))], level);
    }

    private PromptSensitivityMeasures Make(PromptModel model, FormatEstimate[] formats, Func<int, int, Estimate> difference)
    {
        double[] scores = [.. formats.Select(f => f.Score)];
        return new PromptSensitivityMeasures
        {
            Step = model.Step,
            Stage = model.Stage,
            TunedOn = model.TunedOn,
            Task = model.Task,
            Shots = model.Shots,
            Metric = model.Metric,
            Items = 0,
            Seeds = 1,
            Formats = formats,
            Worst = formats[ScoreSpread.Worst(scores)],
            Best = formats[ScoreSpread.Best(scores)],
            Outlier = Outlier(formats, difference),
            Values = new Dictionary<PromptMeasure, Estimate>(),
            Changes = new Dictionary<PromptMeasure, PromptMeasureChange>(),
        };
    }

    private FormatOutlier? Outlier(FormatEstimate[] formats, Func<int, int, Estimate> difference)
    {
        int[] order = [.. Enumerable.Range(0, formats.Length).OrderBy(f => formats[f].Score)];
        if (order.Length < 3 || formats.Any(f => double.IsNaN(f.Score)))
        {
            return null;
        }

        double Score(int place) => formats[order[place]].Score;
        int last = order.Length - 1;
        (int format, int next) = Score(last) - Score(last - 1) > Score(last - 1) - Score(0) ? (order[last], order[last - 1])
            : Score(1) - Score(0) > Score(last) - Score(1) ? (order[0], order[1]) : (-1, -1);
        if (format < 0)
        {
            return null;
        }

        Estimate gap = difference(format, next);
        return gap.PValue <= (1 - level) / formats.Length ? new FormatOutlier(formats[format].Format, gap.Value > 0, gap) : null;
    }

    private static void Adjust(PromptSensitivityMeasures[] all)
    {
        int[] tuned = [.. Enumerable.Range(0, all.Length).Where(i => all[i].Changes.Count > 0)];
        foreach (IGrouping<(long, int), int> family in tuned.GroupBy(i => (all[i].Step, all[i].Shots)))
        {
            Dictionary<PromptMeasure, double[]> adjusted = s_measures.ToDictionary(m => m, m => Holm.Adjust([.. family.Select(i => all[i].Changes[m].Change.PValue)]));
            foreach ((int i, int k) in family.Select((i, k) => (i, k)))
            {
                all[i] = all[i] with { Changes = s_measures.ToDictionary(m => m, m => all[i].Changes[m] with { AdjustedPValue = adjusted[m][k] }) };
            }
        }
    }
}
