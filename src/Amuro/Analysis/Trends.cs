using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>Trends of several series, corrected for their number.</summary>
internal static class Trends
{
    public static StepTrend[] Of(IReadOnlyList<(double[] Steps, double[] Scores)> series, double level)
    {
        MannKendallResult[] tests = [.. series.Select(s => MannKendall.Test(s.Steps, s.Scores))];
        double[] adjusted = Holm.Adjust([.. tests.Select(t => t.PValue)]);
        return
        [
            .. series.Select((s, i) =>
            {
                TheilSenResult slope = TheilSen.Fit([.. s.Steps.Select(x => x / 1000)], s.Scores, level);
                return new StepTrend(tests[i].Tau, tests[i].PValue, adjusted[i], slope.Slope, slope.Interval);
            }),
        ];
    }
}
