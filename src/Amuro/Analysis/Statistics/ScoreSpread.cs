namespace Amuro.Analysis.Statistics;

/// <summary>How far scores in several prompt formats lie apart (FormatSpread: Sclar et al. 2023, arXiv 2310.11324).</summary>
public static class ScoreSpread
{
    /// <summary>Highest minus lowest score; NaN with fewer than two.</summary>
    /// <param name="scores">Score in each format.</param>
    public static double Of(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Count < 2 || scores.Any(double.IsNaN) ? double.NaN : scores.Max() - scores.Min();
    }

    /// <summary>Sample standard deviation of the scores, with n - 1; NaN with fewer than two.</summary>
    /// <param name="scores">Score in each format.</param>
    public static double Deviation(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count < 2)
        {
            return double.NaN;
        }

        double mean = scores.Average();
        return Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / (scores.Count - 1));
    }

    /// <summary>Index of the lowest score, the first of equals; -1 without scores.</summary>
    /// <param name="scores">Score in each format.</param>
    public static int Worst(IReadOnlyList<double> scores) => First(scores, (a, b) => a < b);

    /// <summary>Index of the highest score, the first of equals; -1 without scores.</summary>
    /// <param name="scores">Score in each format.</param>
    public static int Best(IReadOnlyList<double> scores) => First(scores, (a, b) => a > b);

    private static int First(IReadOnlyList<double> scores, Func<double, double, bool> isBetter)
    {
        ArgumentNullException.ThrowIfNull(scores);
        int best = scores.Count == 0 ? -1 : 0;
        for (int i = 1; i < scores.Count; i++)
        {
            best = isBetter(scores[i], scores[best]) ? i : best;
        }

        return best;
    }
}
