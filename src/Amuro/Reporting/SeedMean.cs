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
internal sealed record SeedMean(double Score, double StandardError, int Seeds, int N)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>
    /// Lower end of the 95 % interval: normal approximation, and Wilson's where all items are right, which has no standard error to speak of.
    /// </summary>
    public double Low => StandardError == 0 && Score == 1 && N > 0 ? N / (N + Normal95 * Normal95) : Score - Normal95 * StandardError;

    /// <summary>Upper end of the 95 % interval, as <see cref="Low"/>; Wilson's where all items are wrong.</summary>
    public double High => StandardError == 0 && Score == 0 && N > 0 ? Normal95 * Normal95 / (N + Normal95 * Normal95) : Score + Normal95 * StandardError;

    /// <summary>The mean of the rows that have a score.</summary>
    public static SeedMean Of(IEnumerable<ScoreRow> rows)
    {
        ScoreRow[] known = [.. rows.Where(r => !double.IsNaN(r.Score))];
        if (known.Length == 0)
        {
            return new SeedMean(double.NaN, double.NaN, 0, 0);
        }

        double mean = known.Average(r => r.Score);
        double items = known.Average(r => r.StandardError * r.StandardError);
        double between = known.Length > 1 ? known.Sum(r => (r.Score - mean) * (r.Score - mean)) / (known.Length - 1) / known.Length : 0;
        return new SeedMean(mean, Math.Sqrt(items + between), known.Length, known.Max(r => r.N));
    }
}
