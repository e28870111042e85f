namespace Amuro.Analysis.Statistics;

/// <summary>
/// Kendall's coefficient of concordance W (Kendall and Babington Smith 1939, Annals of Mathematical Statistics 10:275): how far several
/// rankings of the same objects agree. 1: all the same; 0: no agreement at all.
/// </summary>
public static class KendallW
{
    /// <summary>W = 12 S / (m^2 (n^3 - n) - m T), S the squared deviations of the objects' rank sums, T the sum of t^3 - t over ties of t.</summary>
    /// <param name="ratings">[ranking][object] values that are ranked; equal ones share their mean rank.</param>
    /// <returns>W; not estimable with fewer than two rankings or objects, a value that is not a finite number, or rankings without any order.</returns>
    /// <exception cref="ArgumentException">The rankings differ in the number of objects.</exception>
    public static KendallWResult Of(IReadOnlyList<IReadOnlyList<double>> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        (double m, int n) = (ratings.Count, ratings.Count == 0 ? 0 : ratings[0].Count);
        if (ratings.Any(r => r.Count != n))
        {
            throw new ArgumentException($"Expected the same number of objects in each ranking ({n}).", nameof(ratings));
        }

        string? problem = m < 2 || n < 2 ? $"at least 2 rankings of 2 objects are needed, found {m} of {n}"
            : ratings.Select(r => Lists.Problem(r, n)).FirstOrDefault(p => p is not null)
            ?? (ratings.All(Lists.IsConstant) ? "all objects are tied in all rankings" : null);
        if (problem is not null)
        {
            return new KendallWResult(double.NaN, double.NaN, problem);
        }

        var sums = new double[n];
        double ties = 0;
        foreach (IReadOnlyList<double> ranking in ratings)
        {
            double[] ranks = Ranks.Of(ranking);
            for (int i = 0; i < n; i++)
            {
                sums[i] += ranks[i];
            }

            ties += Ranks.Ties(ranking).Sum(t => (t * t * t) - t);
        }

        double w = 12 * Lists.SumOfSquares(sums) / ((m * m * (((double)n * n * n) - n)) - (m * ties));
        return new KendallWResult(w, ((m * w) - 1) / (m - 1));
    }
}

/// <summary>Result of <see cref="KendallW"/>.</summary>
/// <param name="W">The coefficient, 0 to 1.</param>
/// <param name="MeanCorrelation">(m W - 1) / (m - 1): without ties the mean of Spearman's correlations of all pairs of rankings.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record KendallWResult(double W, double MeanCorrelation, string? Reason = null) : Statistic(Reason);
