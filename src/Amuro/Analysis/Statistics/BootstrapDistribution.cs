using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>A statistic and its bootstrap distribution, with the usual intervals (Davison and Hinkley 1997, chapter 5).</summary>
public sealed record BootstrapDistribution : Statistic
{
    private readonly double[] _sorted;
    private readonly double _error;
    private readonly ImmutableArray<double> _errors;

    internal BootstrapDistribution(
        double value, double error, ImmutableArray<double> values, ImmutableArray<double> errors, ImmutableArray<double> jackknife, string? reason)
        : base(reason ?? (double.IsFinite(value) ? null : "the statistic of all items does not exist"))
    {
        Value = value;
        Values = values;
        Jackknife = jackknife;
        _error = error;
        _errors = errors;
        _sorted = [.. values.Where(double.IsFinite)];
        Array.Sort(_sorted);
        Skipped = values.Length - _sorted.Length;
    }

    /// <summary>The statistic of all items.</summary>
    public double Value { get; }

    /// <summary>The statistic of each resample, in their order.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>The statistic without each item, for BCa intervals; empty for one item or more than 20,000.</summary>
    public ImmutableArray<double> Jackknife { get; }

    /// <summary>Number of resamples for which the statistic does not exist: intervals and standard error are of the others.</summary>
    public int Skipped { get; }

    /// <summary>Bootstrap standard error: standard deviation of the resamples, B - 1 in the denominator.</summary>
    public Quantity StandardError => _sorted.Length < 2 ? Quantity.None("fewer than 2 resamples have the statistic") : new Quantity(Lists.Deviation(_sorted));

    /// <summary>Between the quantiles (1 - level) / 2 and (1 + level) / 2 of the resamples.</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The interval; not estimable where no resample has the statistic.</returns>
    public Interval Percentile(double level = 0.95) => Between((1 - level) / 2, (1 + level) / 2, level);

    /// <summary>The percentile interval mirrored at the value: 2 value - upper, 2 value - lower.</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The interval; not estimable where no resample has the statistic.</returns>
    public Interval Basic(double level = 0.95)
    {
        Interval percentile = Percentile(level);
        return percentile with { Low = (2 * Value) - percentile.High, High = (2 * Value) - percentile.Low };
    }

    /// <summary>From minus infinity to the quantile <paramref name="level"/>.</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The interval; not estimable where no resample has the statistic.</returns>
    public Interval PercentileBelow(double level = 0.95) => Open(Between(level, level, level), below: true);

    /// <summary>From the quantile 1 - <paramref name="level"/> to infinity.</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The interval; not estimable where no resample has the statistic.</returns>
    public Interval PercentileAbove(double level = 0.95) => Open(Between(1 - level, 1 - level, level), below: false);

    /// <summary>Middle of the percentile interval.</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    public Quantity Midpoint(double level = 0.95)
    {
        Interval interval = Percentile(level);
        return interval.IsEstimable ? new Quantity(interval.Low + ((interval.High - interval.Low) / 2)) : Quantity.None(interval.Reason!);
    }

    /// <summary>The bias-corrected and accelerated interval (Efron 1987, JASA 82:171).</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>
    /// The interval with its bias, acceleration and quantiles; not estimable where the value lies outside of all resamples, where no item
    /// changes the statistic, or where there are no jackknife values.
    /// </returns>
    public BcaInterval Bca(double level = 0.95)
    {
        Levels.Check(level);
        double bias = Bias();
        Quantity acceleration = Acceleration();
        string? problem = Reason ?? acceleration.Reason ?? (double.IsFinite(bias) ? null : "all resamples lie on one side of the value");
        if (problem is not null)
        {
            return new BcaInterval(Interval.NotEstimable(level, problem), bias, acceleration.Value, double.NaN, double.NaN, problem);
        }

        double z = Probabilities.NormalAtLevel(level);
        (double low, double high) = (Adjusted(-z), Adjusted(z));
        return new BcaInterval(Between(low, high, level), bias, acceleration.Value, low, high);

        double Adjusted(double at) => Probabilities.NormalBelow(bias + ((bias + at) / (1 - (acceleration.Value * (bias + at)))));
    }

    /// <summary>The studentised interval ("bootstrap t"): value - t se, with t = (resample - value) / (its standard error).</summary>
    /// <param name="level">Confidence level. Default 0.95.</param>
    /// <returns>The interval; resamples with a standard error of 0 are skipped. Not estimable if no standard error was given, or all are 0.</returns>
    public StudentisedInterval Studentised(double level = 0.95)
    {
        Levels.Check(level);
        double[] t = [.. _errors.Select((error, b) => (Values[b] - Value) / error).Where((_, b) => _errors[b] > 0 && double.IsFinite(Values[b])).Order()];
        string? problem = Reason ?? (_errors.Length == 0 ? "no standard error within resamples was given"
            : t.Length == 0 ? "the standard error is 0 in all resamples"
            : _error > 0 ? null
            : "the standard error is 0");
        return problem is not null
            ? new StudentisedInterval(Interval.NotEstimable(level, problem), _errors.Length - t.Length, problem)
            : new StudentisedInterval(
                new Interval(Value - (Quantiles.Of(t, (1 + level) / 2) * _error), Value - (Quantiles.Of(t, (1 - level) / 2) * _error), level),
                _errors.Length - t.Length);
    }

    private Interval Between(double low, double high, double level)
    {
        Levels.Check(level);
        return Reason is not null ? Interval.NotEstimable(level, Reason)
            : _sorted.Length == 0 ? Interval.NotEstimable(level, "no resample has the statistic")
            : new Interval(Quantiles.Of(_sorted, low), Quantiles.Of(_sorted, high), level);
    }

    private static Interval Open(Interval interval, bool below) => !interval.IsEstimable ? interval
        : below ? interval with { Low = double.NegativeInfinity }
        : interval with { High = double.PositiveInfinity };

    // Share of resamples below the value, those equal to it counting half. Sums in another order may differ in their last bits:
    // what is that near counts as equal, which matters for whole numbers and not for others.
    private double Bias()
    {
        if (_sorted.Length == 0)
        {
            return double.NaN;
        }

        double slack = 1e-13 * Math.Max(Math.Abs(_sorted[0]), Math.Abs(_sorted[^1])), below = 0, notAbove = 0;
        foreach (double value in _sorted)
        {
            below += value < Value - slack ? 1 : 0;
            notAbove += value <= Value + slack ? 1 : 0;
        }

        return Probabilities.NormalQuantile((below + notAbove) / (2 * _sorted.Length));
    }

    private Quantity Acceleration()
    {
        if (Jackknife.Length == 0)
        {
            return Quantity.None("leaving out each item needs 2 to 20,000 items");
        }

        if (!Jackknife.All(double.IsFinite))
        {
            return Quantity.None("without one of the items the statistic does not exist");
        }

        if (Jackknife.All(v => v == Jackknife[0]))
        {
            return Quantity.None("no single item changes the statistic");
        }

        double mean = Lists.Mean(Jackknife), cubes = 0, squares = 0;
        foreach (double value in Jackknife)
        {
            double u = mean - value;
            squares += u * u;
            cubes += u * u * u;
        }

        return new Quantity(cubes / (6 * Math.Pow(squares, 1.5)));
    }
}

/// <summary>A BCa interval and what it is made of.</summary>
/// <param name="Interval">The interval.</param>
/// <param name="Bias">z0: the normal quantile of the share of resamples below the value.</param>
/// <param name="Acceleration">Skewness of the jackknife values over 6 sqrt(n).</param>
/// <param name="LowQuantile">Quantile of the resamples at the lower end.</param>
/// <param name="HighQuantile">Quantile of the resamples at the upper end.</param>
/// <param name="Reason">Why it cannot be estimated; null if it can.</param>
public sealed record BcaInterval(
    Interval Interval, double Bias, double Acceleration, double LowQuantile, double HighQuantile, string? Reason = null) : Statistic(Reason);

/// <summary>A studentised interval.</summary>
/// <param name="Interval">The interval.</param>
/// <param name="Skipped">Resamples that were skipped, their standard error being 0.</param>
/// <param name="Reason">Why it cannot be estimated; null if it can.</param>
public sealed record StudentisedInterval(Interval Interval, int Skipped, string? Reason = null) : Statistic(Reason);
