namespace Amuro.Analysis.Statistics;

/// <summary>The paired t test (Student 1908, Biometrika 6:1) with its interval.</summary>
public static class PairedT
{
    /// <summary>Tests whether the mean difference b - a is 0.</summary>
    /// <param name="a">Values of one side.</param>
    /// <param name="b">Values of the other side, pair by pair.</param>
    /// <param name="level">Confidence level of the interval. Default 0.95.</param>
    /// <returns>The test; not estimable with fewer than two pairs, a value that is not a finite number, or differences that are all the same.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static PairedTResult Test(IReadOnlyList<double> a, IReadOnlyList<double> b, double level = 0.95)
    {
        Lists.CheckPairs(a, b);
        Levels.Check(level);
        double[] differences = Lists.Differences(a, b);
        double mean = differences.Length == 0 ? double.NaN : Lists.Mean(differences), deviation = differences.Length < 2 ? double.NaN : Lists.Deviation(differences);
        string? problem = Lists.Problem(a, b, 2) ?? (deviation == 0 ? "all differences are the same" : null);
        if (problem is not null)
        {
            return new PairedTResult(mean, deviation, problem) { Interval = Interval.NotEstimable(level, problem) };
        }

        double error = deviation / Math.Sqrt(differences.Length), df = differences.Length - 1, t = mean / error;
        double width = Probabilities.StudentAtLevel(level, df) * error;
        return new PairedTResult(mean, deviation)
        {
            T = t,
            DegreesOfFreedom = differences.Length - 1,
            PValue = Probabilities.StudentTwoSided(t, df),
            GreaterPValue = Probabilities.StudentAbove(t, df),
            LessPValue = Probabilities.StudentAbove(-t, df),
            Interval = new Interval(mean - width, mean + width, level),
        };
    }
}

/// <summary>Result of <see cref="PairedT"/>.</summary>
/// <param name="MeanDifference">Mean of b - a.</param>
/// <param name="DeviationOfDifferences">Standard deviation of b - a, n - 1 in the denominator.</param>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record PairedTResult(double MeanDifference, double DeviationOfDifferences, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Student's t.</summary>
    public double T { get; init; } = double.NaN;

    /// <summary>Pairs less 1.</summary>
    public int DegreesOfFreedom { get; init; }

    /// <summary>Two-sided p.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>One-sided p of b above a.</summary>
    public double GreaterPValue { get; init; } = double.NaN;

    /// <summary>One-sided p of b below a.</summary>
    public double LessPValue { get; init; } = double.NaN;

    /// <summary>Interval of the mean difference.</summary>
    public Interval Interval { get; init; } = Interval.NotEstimable(0.95);
}
