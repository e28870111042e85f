namespace Amuro.Analysis.Published;

/// <summary>Scores of one model on one task in several prompt formats.</summary>
public sealed record FormatComparison
{
    /// <summary>Pre-training step.</summary>
    public required long Step { get; init; }

    /// <summary>Score by format, in the order asked for.</summary>
    public required IReadOnlyList<FormatScore> Formats { get; init; }

    /// <summary>Highest minus lowest score (FormatSpread, arXiv 2310.11324).</summary>
    public double Spread => Formats.Max(f => f.Score) - Formats.Min(f => f.Score);

    /// <summary><see cref="Spread"/> over the highest score.</summary>
    public double RelativeSpread => Spread / Formats.Max(f => f.Score);

    /// <summary>Deviation of the scores with n, not n - 1: the formats are all there are.</summary>
    public double Deviation
    {
        get
        {
            double mean = Formats.Average(f => f.Score);
            return Math.Sqrt(Formats.Average(f => (f.Score - mean) * (f.Score - mean)));
        }
    }

    /// <summary>The score in one format minus that in another.</summary>
    /// <param name="format">First format.</param>
    /// <param name="other">Second format.</param>
    public double Difference(string format, string other) =>
        Formats.First(f => f.Format == format).Score - Formats.First(f => f.Format == other).Score;
}
