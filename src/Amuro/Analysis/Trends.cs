using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>Trends of several series, corrected for their number.</summary>
internal static class Trends
{
    private const int Digits = 12;

    public static StepTrend[] Of(IReadOnlyList<(double[] Steps, double[] Scores)> series, double level)
    {
        (MannKendallResult Test, TheilSenResult Slope)[] fits =
        [
            .. series.AsParallel().AsOrdered().Select(s =>
            {
                // Means of the same scores in another order may differ in their last bits, and must be tied.
                double[] scores = [.. s.Scores.Select(y => Math.Round(y, Digits))];
                return (MannKendall.Test(s.Steps, scores), TheilSen.Fit([.. s.Steps.Select(x => x / 1000)], scores, level));
            }),
        ];
        double[] p = [.. fits.Select(f => f.Test.PValue)];
        (double[] holm, double[] rate) = (Holm.Adjust(p), BenjaminiHochberg.Adjust(p));
        return
        [
            .. fits.Select((f, i) => new StepTrend(f.Test.Tau, p[i], holm[i], f.Slope.Slope, f.Slope.Interval)
            {
                FalseDiscoveryPValue = rate[i],
                Method = f.Test.Method,
                Reason = f.Test.Reason,
            }),
        ];
    }
}
