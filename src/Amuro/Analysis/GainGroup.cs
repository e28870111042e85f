using Amuro.Analysis.Published;
using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>The gains of a group of data sets, absolute and relative.</summary>
/// <remarks>
/// A mean of ratios can be driven by one data set with a tiny base score; the ratio of sums cannot. Grubbs' test (1969, Technometrics 11:1)
/// of the ratios tells: leaving out the data set furthest from their mean moves it most.
/// </remarks>
public sealed record GainGroup
{
    /// <summary>Mean of differences, mean of ratios, ratio of sums, and the data set that moves the mean of ratios most.</summary>
    public required GainSummary Gains { get; init; }

    /// <summary>Mean of <see cref="FineTuningGainTask.NormalisedGain"/>; NaN without data sets.</summary>
    public required double NormalisedGain { get; init; }

    /// <summary>By how much the mean of ratios moves without <see cref="GainSummary.MostInfluential"/>.</summary>
    public double Influence => Gains.RatioMeanWithout - Gains.RatioMean;

    /// <summary>Grubbs' test of the ratios.</summary>
    public required GrubbsResult Outlier { get; init; }

    /// <summary>Whether one data set drives the mean of ratios.</summary>
    /// <param name="alpha">Error rate. Default 0.05.</param>
    public bool IsDrivenByOne(double alpha = 0.05) => Outlier.PValue < alpha;

    internal static GainGroup Of(IEnumerable<FineTuningGainTask> tasks)
    {
        FineTuningGainTask[] all = [.. tasks];
        var gains = GainSummary.Of(all.Select(t => new GainCell(t.Step, t.Task, t.TunedOn, t.Base, t.Tuned)));
        return new GainGroup
        {
            Gains = gains,
            NormalisedGain = all.Length == 0 ? double.NaN : all.Average(t => t.NormalisedGain),
            Outlier = GrubbsTest.Test([.. gains.Cells.Select(c => c.Ratio).Where(r => !double.IsNaN(r))]),
        };
    }
}
