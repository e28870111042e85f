namespace Amuro.Analysis.Statistics;

/// <summary>
/// Variance within and between groups, such as seeds nested in checkpoints, by the ANOVA method (Searle, Casella and McCulloch 1992,
/// Variance Components, chapter 3), and the intraclass correlation ICC(1) (Shrout and Fleiss 1979, Psychological Bulletin 86:420).
/// </summary>
public static class OneWayVariance
{
    /// <summary>Splits the variance.</summary>
    /// <param name="groups">Values of each group.</param>
    /// <param name="level">Confidence level of the interval of ICC(1), for groups of the same size. Default 0.95.</param>
    /// <returns>The components; not estimable without two groups, one of them with two values, or with a value that is not a finite number.</returns>
    /// <exception cref="ArgumentException">A group has no values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static OneWayVarianceResult Of(IReadOnlyList<IReadOnlyList<double>> groups, double level = 0.95)
    {
        Levels.Check(level);
        Groups data = new(groups);
        if (data.Problem is { } problem)
        {
            return new OneWayVarianceResult(problem) { IccInterval = Interval.NotEstimable(level, problem) };
        }

        int a = groups.Count;
        double n = data.Total, grand = groups.Sum(g => g.Sum()) / n;
        double between = data.Means.Select((mean, i) => data.Sizes[i] * (mean - grand) * (mean - grand)).Sum() / (a - 1);
        double within = data.Within / (n - a), n0 = (n - (data.Sizes.Sum(s => s * s) / n)) / (a - 1), f = between / within;
        bool balanced = data.Sizes.All(s => s == data.Sizes[0]);
        string? flat = within == 0 ? "there is no variation within groups" : null;
        double low = f / Probabilities.FisherQuantile((1 + level) / 2, a - 1, n - a), high = f * Probabilities.FisherQuantile((1 + level) / 2, n - a, a - 1);
        return new OneWayVarianceResult(flat)
        {
            GrandMean = grand,
            MeanSquareBetween = between,
            MeanSquareWithin = within,
            DegreesBetween = a - 1,
            DegreesWithin = (int)n - a,
            MeanSize = n0,
            F = flat is null ? f : double.NaN,
            PValue = flat is null ? Probabilities.FisherAbove(f, a - 1, n - a) : double.NaN,
            VarianceBetween = (between - within) / n0,
            Icc = between == 0 && within == 0 ? double.NaN : (between - within) / (between + ((n0 - 1) * within)),
            IccOfMeans = balanced && between > 0 ? (between - within) / between : double.NaN,
            IccInterval = flat is not null ? Interval.NotEstimable(level, flat)
                : balanced ? new Interval((low - 1) / (low + n0 - 1), (high - 1) / (high + n0 - 1), level)
                : Interval.NotEstimable(level, "the groups differ in size"),
        };
    }
}

/// <summary>Result of <see cref="OneWayVariance"/>.</summary>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record OneWayVarianceResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Mean of all values.</summary>
    public double GrandMean { get; init; } = double.NaN;

    /// <summary>Mean square between groups.</summary>
    public double MeanSquareBetween { get; init; } = double.NaN;

    /// <summary>Mean square within groups: the variance within.</summary>
    public double MeanSquareWithin { get; init; } = double.NaN;

    /// <summary>Groups less 1.</summary>
    public int DegreesBetween { get; init; }

    /// <summary>Values less groups.</summary>
    public int DegreesWithin { get; init; }

    /// <summary>n0 = (N - sum n^2 / N) / (groups - 1): the size of groups of the same size.</summary>
    public double MeanSize { get; init; } = double.NaN;

    /// <summary>Ratio of the mean squares.</summary>
    public double F { get; init; } = double.NaN;

    /// <summary>p of no difference of the groups.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>Variance between groups, which may come out negative.</summary>
    public double VarianceBetween { get; init; } = double.NaN;

    /// <summary>The same, at least 0.</summary>
    public double VarianceBetweenTruncated => VarianceBetween < 0 ? 0 : VarianceBetween;

    /// <summary>ICC(1): share of the variance that lies between groups; may come out negative.</summary>
    public double Icc { get; init; } = double.NaN;

    /// <summary>ICC(1,k), of the means of groups of the same size; NaN where sizes differ.</summary>
    public double IccOfMeans { get; init; } = double.NaN;

    /// <summary>Interval of <see cref="Icc"/> from the F distribution, for groups of the same size.</summary>
    public Interval IccInterval { get; init; } = Interval.NotEstimable(0.95);
}
