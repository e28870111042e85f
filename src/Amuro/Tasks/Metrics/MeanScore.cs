namespace Amuro.Tasks.Metrics;

/// <summary>The mean of a metric over items, with its uncertainty.</summary>
/// <param name="Mean">The mean; NaN without items, or if the score of an item is missing (NaN).</param>
/// <param name="StandardError">Sample deviation (n - 1) / sqrt(n); NaN with fewer than two items.</param>
/// <param name="N">Number of items.</param>
public readonly record struct MeanScore(double Mean, double StandardError, int N)
{
    /// <summary>The mean of the scores of items.</summary>
    /// <param name="scores">One score an item.</param>
    public static MeanScore From(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
        {
            return new MeanScore(double.NaN, double.NaN, 0);
        }

        double mean = scores.Average();
        if (scores.Count == 1)
        {
            return new MeanScore(mean, double.NaN, 1);
        }

        double squares = scores.Sum(score => (score - mean) * (score - mean));
        return new MeanScore(mean, Math.Sqrt(squares / (scores.Count - 1) / scores.Count), scores.Count);
    }
}
