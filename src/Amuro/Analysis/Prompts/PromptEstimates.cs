using Amuro.Analysis.Contrasts;

namespace Amuro.Analysis.Prompts;

/// <summary>Estimates of the measures of one model on one task, with intervals in closed form (see <see cref="ClusteredEstimate"/>).</summary>
/// <remarks>
/// Intervals of spread and deviation are moved by what noise adds to them (<see cref="FormatNoise"/>), so they need not hold the value.
/// In changes of these two the noise of the two models cancels in part only: the held-out spread, which the finding rests on, is free of it.
/// </remarks>
internal sealed class PromptEstimates(PromptSample sample, double level, long seed)
{
    private readonly Lazy<(double Spread, double Deviation)> _bias = new(() => FormatNoise.Bias(sample, seed));

    public PromptSample Sample => sample;

    /// <summary>Score in each format.</summary>
    public FormatEstimate[] Formats() =>
        [.. sample.Formats.Select((name, f) => (name, Score: Column(f))).Select(f => new FormatEstimate(f.name, f.Score.Value, f.Score.Interval))];

    /// <summary>One measure.</summary>
    public Estimate Of(PromptMeasure measure)
    {
        Estimate estimate = Column(sample.Column(measure));
        string? reason = Reason(measure) ?? estimate.Reason;
        if (reason is not null)
        {
            return new Estimate(estimate.Value, Interval.NotEstimable(level), double.NaN, reason);
        }

        double bias = measure switch
        {
            PromptMeasure.Spread => _bias.Value.Spread,
            PromptMeasure.StandardDeviation => _bias.Value.Deviation,
            _ => 0,
        };
        (double low, double high) = (measure == PromptMeasure.FleissKappa ? -1 : 0, measure == PromptMeasure.Posix ? double.PositiveInfinity : 1);
        return new Estimate(
            estimate.Value,
            new Interval(Math.Clamp(estimate.Interval.Low - bias, low, high), Math.Clamp(estimate.Interval.High - bias, low, high), level),
            double.NaN);
    }

    /// <summary>The change of a measure from the base model, on the same items: the influences of a cluster on both are subtracted.</summary>
    public Estimate Change(PromptEstimates from, PromptMeasure measure)
    {
        (int column, int before) = (sample.Column(measure), from.Sample.Column(measure));
        double mean = from.Sample.Values(before).Average();
        double[] values = [.. sample.Values(column).Select(v => v - mean)];
        string? reason = Reason(measure) ?? from.Reason(measure)
            ?? (sample.Items.SequenceEqual(from.Sample.Items) && sample.Clusters.SequenceEqual(from.Sample.Clusters) ? null : "the two models were evaluated on different items");
        if (reason is not null)
        {
            return new Estimate(values.Average(), Interval.NotEstimable(level), double.NaN, reason);
        }

        double[][] baseModel = from.Sample.Influence(before);
        double[] common = [.. Enumerable.Range(0, sample.Clusters.Length).Select(c => baseModel.Average(s => s[c]))];
        return ClusteredEstimate.Of(values, [.. sample.Influence(column).Select(s => s.Select((u, c) => u - common[c]).ToArray())], level);
    }

    /// <summary>Score in one format minus that in another, paired by item.</summary>
    public Estimate Difference(int format, int from) => sample.Items.Length == 0
        ? Estimate.None("no item was evaluated in all formats", level)
        : ClusteredEstimate.Of(
            [.. sample.Seeds.Select(s => s.Values[format] - s.Values[from])],
            [.. sample.Seeds.Select(s => s.Influence[format].Zip(s.Influence[from], (a, b) => a - b).ToArray())],
            level);

    private Estimate Column(int column)
    {
        double[] values = sample.Values(column);
        return sample.Items.Length == 0 || values.Any(double.IsNaN)
            ? new Estimate(double.NaN, Interval.NotEstimable(level), double.NaN)
            : ClusteredEstimate.Of(values, sample.Influence(column), level);
    }

    private string? Reason(PromptMeasure measure) =>
        sample.Formats.Length < 2 ? $"two prompt formats are needed, found {Wording.Count(sample.Formats.Length, "format")}"
        : sample.Items.Length == 0 ? "no item was evaluated in all formats"
        : !sample.Values(sample.Column(measure)).Any(double.IsNaN) ? null
        : measure switch
        {
            PromptMeasure.Posix => "log-likelihoods and token counts of the choices are needed",
            PromptMeasure.FleissKappa => "all predictions are the same",
            _ => "a score is missing",
        };
}
