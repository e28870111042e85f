using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>
/// Intervals of the measures of prompt sensitivity: clusters of items are drawn with replacement and every measure computed anew.
/// </summary>
/// <remarks>
/// Means over items (scores, consistency, PSS, POSIX) and kappa get the expanded percentile interval. Noise makes a maximum minus a
/// minimum larger, in the resamples once more, so spread and deviation get the same interval reflected at the value (the basic
/// bootstrap, Davison and Hinkley 1997, section 5.2), cut at zero: in simulations of 80 items and 5 formats it held the
/// true spread in 79 to 90 % of the samples, where the percentile interval did in 0 to 78 %. Neither is exact where formats are equal.
/// </remarks>
internal sealed class PromptMeasureBootstrap
{
    private const double KappaLeftOut = 0.05;
    private readonly PromptItems _items;
    private readonly double[] _values;
    private readonly double[][] _resamples;
    private readonly double _level;

    public PromptMeasureBootstrap(PromptItems items, double level, int resamples, long seed)
    {
        (_items, _level) = (items, level);
        _values = items.Values();
        _resamples = items.Clusters.Length < ContrastBootstrap.MinimumClusters
            ? []
            : [.. ClusterBootstrap.Counts(items.Clusters.Length, resamples, seed).Select(counts => items.Values(counts))];
    }

    /// <summary>Score in each format.</summary>
    public FormatEstimate[] Formats() =>
        [.. _items.Formats.Select((name, f) => new FormatEstimate(name, _values[f], ScoreInterval(f)))];

    /// <summary>One measure.</summary>
    public Estimate Of(PromptMeasure measure)
    {
        double value = ValueOf(measure);
        if (Reason(measure) is { } reason)
        {
            return new Estimate(value, Interval.NotEstimable(_level), double.NaN, reason);
        }

        (double low, double high) = (measure == PromptMeasure.FleissKappa ? -1 : 0, measure == PromptMeasure.Posix ? double.PositiveInfinity : 1);
        Interval interval = Clip(Expanded(Distribution(measure), value), low, high);
        return new Estimate(
            value,
            measure is PromptMeasure.Spread or PromptMeasure.StandardDeviation && interval.Low != interval.High ? Reflected(interval, value) : interval,
            double.NaN);
    }

    /// <summary>The change of a measure from another model on the same items.</summary>
    public Estimate Change(PromptMeasureBootstrap from, PromptMeasure measure)
    {
        double value = ValueOf(measure) - from.ValueOf(measure);
        string? reason = Reason(measure) ?? from.Reason(measure);
        reason ??= _items.Clusters.SequenceEqual(from._items.Clusters, StringComparer.Ordinal) ? null : "the two models were evaluated on different items";
        if (reason is not null)
        {
            return new Estimate(value, Interval.NotEstimable(_level), double.NaN, reason);
        }

        // Resample for resample: the same clusters were drawn for both.
        double[] distribution = [.. Pairs(from, measure)];
        (double below, double above) = (distribution.Count(v => v <= 0), distribution.Count(v => v >= 0));
        return new Estimate(value, Expanded(distribution, value), Math.Min(1, 2 * (1 + Math.Min(below, above)) / (1 + distribution.Length)));
    }

    private IEnumerable<double> Pairs(PromptMeasureBootstrap from, PromptMeasure measure) => _resamples
        .Zip(from._resamples, (a, b) => a[_items.Formats.Length + (int)measure] - b[from._items.Formats.Length + (int)measure])
        .Where(v => !double.IsNaN(v));

    private double ValueOf(PromptMeasure measure) => _values[_items.Formats.Length + (int)measure];

    private double[] Distribution(PromptMeasure measure) =>
        [.. _resamples.Select(r => r[_items.Formats.Length + (int)measure]).Where(v => !double.IsNaN(v))];

    private string? Reason(PromptMeasure measure)
    {
        if (_items.Formats.Length < 2)
        {
            return $"two prompt formats are needed, found {Wording.Count(_items.Formats.Length, "format")}";
        }

        if (double.IsNaN(ValueOf(measure)))
        {
            return measure switch
            {
                _ when _items.Items.Length == 0 => "no item was evaluated in all formats",
                PromptMeasure.Posix => "log-likelihoods and token counts of the choices are needed",
                PromptMeasure.FleissKappa => "all predictions are the same",
                _ => "a score is missing",
            };
        }

        return _resamples.Length == 0
            ? $"{_items.Clusters.Length} independent clusters of items, at least {ContrastBootstrap.MinimumClusters} are needed"
            : Distribution(measure).Length < (1 - KappaLeftOut) * _resamples.Length ? "all predictions are the same in too many resamples" : null;
    }

    private Interval ScoreInterval(int format) => _resamples.Length == 0
        ? Interval.NotEstimable(_level)
        : Expanded([.. _resamples.Select(r => r[format])], _values[format]);

    private Interval Expanded(double[] distribution, double value)
    {
        Interval interval = PercentileInterval.Expanded(distribution, _items.Clusters.Length, _level);
        return interval.Low == interval.High ? ContrastBootstrap.Degenerate(value, _items.Clusters.Length, _level) : interval;
    }

    private static Interval Clip(Interval interval, double low, double high) =>
        interval with { Low = Math.Clamp(interval.Low, low, high), High = Math.Clamp(interval.High, low, high) };

    private static Interval Reflected(Interval interval, double value) =>
        interval with { Low = Math.Max(0, (2 * value) - interval.High), High = Math.Max(0, (2 * value) - interval.Low) };
}
