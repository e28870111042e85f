using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Reporting;

/// <summary>Mean score over the seeds of one cell, with the interval that curves and tables show.</summary>
/// <param name="Score">Mean; NaN where missing.</param>
/// <param name="StandardError">
/// sqrt(mean of the squared standard errors + variance between the seeds / seeds): seeds share their items, so the part of the items
/// does not shrink with more seeds. NaN where unknown.
/// </param>
/// <param name="Seeds">Number of seeds with a score.</param>
/// <param name="N">Number of items.</param>
/// <param name="Interval">
/// 95 %: Wilson's for as many items as give the standard error, n = score (1 - score) / error², which never leaves 0 to 1; the normal
/// approximation for scores beyond that range; not estimable where neither error nor number of items is known.
/// </param>
internal sealed record SeedMean(double Score, double StandardError, int Seeds, int N, Interval Interval)
{
    private const double Level = 0.95;
    private const double Normal95 = 1.959963984540054;

    /// <summary>No score.</summary>
    public static SeedMean Missing { get; } = new(double.NaN, double.NaN, 0, 0, Interval.NotEstimable(Level));

    /// <summary>The mean of the rows that have a score.</summary>
    public static SeedMean Of(IEnumerable<ScoreRow> rows)
    {
        ScoreRow[] known = [.. rows.Where(r => double.IsFinite(r.Score))];
        if (known.Length == 0)
        {
            return Missing;
        }

        double mean = known.Average(r => r.Score);
        double items = known.Average(r => r.StandardError * r.StandardError);
        double between = known.Length > 1 ? known.Sum(r => (r.Score - mean) * (r.Score - mean)) / (known.Length - 1) / known.Length : 0;
        double error = Math.Sqrt(items + between);
        int n = known.Max(r => r.N);
        bool counted = known.All(r => r.Chance > 0 || r.Metric.StartsWith("acc", StringComparison.Ordinal) || r.Metric == "exact_match");
        return new SeedMean(mean, error, known.Length, n, IntervalOf(mean, error, n, counted));
    }

    private static Interval IntervalOf(double score, double error, int n, bool counted)
    {
        if (score is < 0 or > 1)
        {
            return double.IsNaN(error) ? Interval.NotEstimable(Level) : new Interval(score - Normal95 * error, score + Normal95 * error, Level);
        }

        double effective = error > 0 ? score * (1 - score) / (error * error) : error == 0 || counted ? n : 0;
        effective = error > 0 && effective == 0 ? n : effective;
        return effective > 0 ? WilsonInterval.Of(Math.Min(score * effective, effective), effective, Level) : Interval.NotEstimable(Level);
    }
}
