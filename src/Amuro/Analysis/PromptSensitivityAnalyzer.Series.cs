using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <content>What becomes of the measures and of the formats over the series of checkpoints.</content>
public sealed partial record PromptSensitivityAnalyzer
{
    private PromptSensitivityCurve[] Curves(PromptSensitivityMeasures[] measures)
    {
        PromptSensitivityMeasures[][] groups = [.. Series(measures)];
        return [.. Enum.GetValues<PromptMeasure>().SelectMany(measure =>
        {
            PromptSensitivityPoint[][] points =
            [
                .. groups.Select(g => g.Select(m => new PromptSensitivityPoint(m.Step, m.Values[measure])).Where(p => !double.IsNaN(p.Estimate.Value)).ToArray()),
            ];
            StepTrend[] trends = Trends.Of(
                [.. points.Select(p => (p.Select(x => (double)x.Step).ToArray(), p.Select(x => x.Estimate.Value).ToArray()))], Level);
            return groups.Select((g, i) => new PromptSensitivityCurve(measure, g[0].Stage, g[0].TunedOn, g[0].Task, g[0].Shots, points[i], trends[i]));
        })];
    }

    private static IEnumerable<PromptFormatRanking> Rankings(PromptSensitivityMeasures[] measures)
    {
        foreach (PromptSensitivityMeasures[] series in Series(measures))
        {
            string[] names = [.. series[^1].Formats.Select(f => f.Format)];
            PromptSensitivityMeasures[] whole = [.. series.Where(m => names.All(n => m.Formats.Any(f => f.Format == n && !double.IsNaN(f.Score))))];
            if (names.Length < 2 || whole.Length == 0)
            {
                continue;
            }

            (string best, int timesBest) = Most(whole.Select(m => m.Best.Format));
            (string worst, int timesWorst) = Most(whole.Select(m => m.Worst.Format));
            yield return new PromptFormatRanking(
                series[0].Stage, series[0].TunedOn, series[0].Task, series[0].Shots, whole.Length, best, timesBest, worst, timesWorst,
                KendallW.Of([.. whole.Select(m => names.Select(n => m.Formats.First(f => f.Format == n).Score).ToArray())]));
        }
    }

    private static IEnumerable<PromptSensitivityMeasures[]> Series(PromptSensitivityMeasures[] measures) =>
        measures.GroupBy(m => (m.Stage, m.TunedOn, m.Task, m.Shots)).Select(g => g.OrderBy(m => m.Step).ToArray());

    private static (string, int) Most(IEnumerable<string> names)
    {
        IGrouping<string, string> most = names.GroupBy(n => n, StringComparer.Ordinal).MaxBy(g => g.Count())!;
        return (most.Key, most.Count());
    }
}
