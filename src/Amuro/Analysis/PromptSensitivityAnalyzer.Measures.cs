using Amuro.Results;

namespace Amuro.Analysis;

/// <content>Every measure of one model and task, and its curve over the series.</content>
public sealed partial record PromptSensitivityAnalyzer
{
    /// <summary>Computes every measure for each model and task of the results, with intervals over the items; apart from <c>Analyze</c>, as it takes longer.</summary>
    /// <param name="results">Results with item records.</param>
    /// <returns>One entry for each step, stage, training task, evaluated task and number of shots; none without item records.</returns>
    /// <exception cref="AmuroException">An option is out of range.</exception>
    public IReadOnlyList<PromptSensitivityMeasures> Measure(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Check();
        var groups = results.Items
            .GroupBy(i => (i.Step, i.Stage, i.TunedOn, i.Task, i.Shots, i.Metric))
            .Select(g => (g.Key, Items: PromptItems.From(g)))
            .Where(g => g.Items.Formats.Length > 0)
            .Select(g => (g.Key, g.Items, Bootstrap: new PromptMeasureBootstrap(g.Items, Level, Resamples, Seed)))
            .ToArray();
        var bases = groups.Where(g => g.Key.Stage == Stage.Base).ToDictionary(g => (g.Key.Step, g.Key.Task, g.Key.Shots, g.Key.Metric), g => g.Bootstrap);
        PromptMeasure[] measures = Enum.GetValues<PromptMeasure>();
        return
        [
            .. groups.Select(g =>
            {
                FormatEstimate[] formats = g.Bootstrap.Formats();
                double[] scores = [.. formats.Select(f => f.Score)];
                PromptMeasureBootstrap? before = g.Key.Stage == Stage.FineTuned
                    ? bases.GetValueOrDefault((g.Key.Step, g.Key.Task, g.Key.Shots, g.Key.Metric))
                    : null;
                return new PromptSensitivityMeasures
                {
                    Step = g.Key.Step,
                    Stage = g.Key.Stage,
                    TunedOn = g.Key.TunedOn,
                    Task = g.Key.Task,
                    Shots = g.Key.Shots,
                    Metric = g.Key.Metric,
                    Items = g.Items.Items.Length,
                    Seeds = g.Items.Seeds,
                    Formats = formats,
                    Worst = formats[Statistics.ScoreSpread.Worst(scores)],
                    Best = formats[Statistics.ScoreSpread.Best(scores)],
                    Values = measures.ToDictionary(m => m, g.Bootstrap.Of),
                    Changes = before is null ? new Dictionary<PromptMeasure, Estimate>() : measures.ToDictionary(m => m, m => g.Bootstrap.Change(before, m)),
                };
            }),
        ];
    }

    /// <summary>Each measure against the pre-training step, with its trend.</summary>
    /// <param name="measures">What <see cref="Measure"/> gave, for a series.</param>
    /// <returns>One curve for each measure, stage, training task, evaluated task and number of shots; points that have no value are left out.</returns>
    public IReadOnlyList<PromptSensitivityCurve> Curves(IEnumerable<PromptSensitivityMeasures> measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        Check();
        var groups = measures.GroupBy(m => (m.Stage, m.TunedOn, m.Task, m.Shots)).ToArray();
        return [.. Enum.GetValues<PromptMeasure>().SelectMany(measure =>
        {
            PromptSensitivityPoint[][] points =
            [
                .. groups.Select(g => g.OrderBy(m => m.Step).Select(m => new PromptSensitivityPoint(m.Step, m.Values[measure]))
                    .Where(p => !double.IsNaN(p.Estimate.Value)).ToArray()),
            ];
            StepTrend[] trends = Trends.Of(
                [.. points.Select(p => (p.Select(x => (double)x.Step).ToArray(), p.Select(x => x.Estimate.Value).ToArray()))], Level);
            return groups.Select((g, i) => new PromptSensitivityCurve(measure, g.Key.Stage, g.Key.TunedOn, g.Key.Task, g.Key.Shots, points[i], trends[i]));
        })];
    }
}
