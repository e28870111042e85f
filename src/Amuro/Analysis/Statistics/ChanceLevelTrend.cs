using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// Latent improvement of one task: does the fine-tuned score rise over those checkpoints whose base score cannot be told from chance?
/// </summary>
public static class ChanceLevelTrend
{
    private const int Minimum = 3;

    /// <summary>Selects the checkpoints whose base score's Wilson interval contains chance (ends included), and tests the trend of the tuned score among them.</summary>
    /// <param name="steps">Step of each checkpoint.</param>
    /// <param name="baseCorrect">Items that the base model of each checkpoint has right.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="chance">Score of guessing, 0 to 1.</param>
    /// <param name="tuned">Fine-tuned score of each checkpoint.</param>
    /// <param name="level">Confidence level of the intervals. Default 0.95.</param>
    /// <returns>The trend; not estimable with fewer than three checkpoints at chance.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Correct items are not between 0 and all, or the level is not between 0 and 1.</exception>
    public static ChanceLevelTrendResult Test(
        IReadOnlyList<double> steps, IReadOnlyList<double> baseCorrect, double items, double chance, IReadOnlyList<double> tuned, double level = 0.95)
    {
        Lists.CheckPairs(steps, baseCorrect);
        return Test(steps, [.. baseCorrect.Select(k => WilsonInterval.Of(k, items, level))], chance, tuned, level);
    }

    /// <summary>The same for intervals of the base score that are known already, such as those of clustered items.</summary>
    internal static ChanceLevelTrendResult Test(
        IReadOnlyList<double> steps, IReadOnlyList<Interval> intervals, double chance, IReadOnlyList<double> tuned, double level = 0.95)
    {
        Lists.CheckPairs(steps, tuned);
        int[] selected = [.. Enumerable.Range(0, intervals.Count).Where(i => intervals[i].Contains(chance))];
        double[] x = [.. selected.Select(i => steps[i])], y = [.. selected.Select(i => tuned[i])];
        string? problem = Lists.Problem(x, y, Minimum, "checkpoints with a base score at chance");
        MannKendallResult trend = MannKendall.Test(x, y);
        return new ChanceLevelTrendResult(
            [.. intervals],
            [.. selected],
            [.. tuned.Select(t => t > chance)],
            trend,
            TheilSen.Fit(x, y, level),
            Spearman.Test(x, y),
            problem is null ? y[^1] - y[0] : double.NaN,
            problem);
    }
}

/// <summary>Result of <see cref="ChanceLevelTrend"/>.</summary>
/// <param name="BaseIntervals">Wilson's interval of the base score of each checkpoint.</param>
/// <param name="Selected">Indices of the checkpoints whose interval contains chance.</param>
/// <param name="TunedAboveChance">Whether the tuned score of each checkpoint lies above chance.</param>
/// <param name="Trend">Mann-Kendall's test of the tuned score over the selected steps.</param>
/// <param name="Slope">Theil-Sen slope of it, per step.</param>
/// <param name="Rank">Spearman's correlation of it with the step.</param>
/// <param name="LastMinusFirst">Tuned score of the last selected checkpoint less that of the first.</param>
/// <param name="Reason">Why the trend cannot be estimated; null if it can.</param>
public sealed record ChanceLevelTrendResult(
    ImmutableArray<Interval> BaseIntervals,
    ImmutableArray<int> Selected,
    ImmutableArray<bool> TunedAboveChance,
    MannKendallResult Trend,
    TheilSenResult Slope,
    CorrelationResult Rank,
    double LastMinusFirst,
    string? Reason = null) : Statistic(Reason);
