namespace Amuro.Analysis.Statistics;

/// <summary>How well a task tells models apart: signal over noise (Heineman and others 2025, arXiv 2508.13144).</summary>
public static class SignalToNoise
{
    /// <summary>Signal: spread of the final scores of several models over their mean. Noise: sd of a model's last checkpoints over their mean.</summary>
    /// <param name="finalScores">Final score of each model.</param>
    /// <param name="lastCheckpoints">Scores of one model's last checkpoints.</param>
    /// <param name="sample">Whether the noise has n - 1 in its denominator; else n, as in the authors' code. Default false.</param>
    /// <returns>The ratio, infinite without noise; not estimable with fewer than two of either, or a mean of 0.</returns>
    public static SignalToNoiseResult Of(IReadOnlyList<double> finalScores, IReadOnlyList<double> lastCheckpoints, bool sample = false)
    {
        ArgumentNullException.ThrowIfNull(finalScores);
        ArgumentNullException.ThrowIfNull(lastCheckpoints);
        string? problem = Lists.Problem(finalScores, 2, "final scores") ?? Lists.Problem(lastCheckpoints, 2, "last checkpoints")
            ?? (Lists.Mean(finalScores) == 0 || Lists.Mean(lastCheckpoints) == 0 ? "a mean score is 0" : null);
        if (problem is not null)
        {
            return new SignalToNoiseResult(double.NaN, double.NaN, problem);
        }

        double squares = Lists.IsConstant(lastCheckpoints) ? 0 : Lists.SumOfSquares(lastCheckpoints), n = lastCheckpoints.Count;
        return new SignalToNoiseResult(
            (finalScores.Max() - finalScores.Min()) / Lists.Mean(finalScores),
            Math.Sqrt(squares / (sample ? n - 1 : n)) / Lists.Mean(lastCheckpoints));
    }
}

/// <summary>Result of <see cref="SignalToNoise"/>.</summary>
/// <param name="Signal">(max - min) / mean of the final scores.</param>
/// <param name="Noise">sd / mean of the last checkpoints.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record SignalToNoiseResult(double Signal, double Noise, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Signal over noise; infinite without noise, NaN with neither.</summary>
    public double Ratio => Signal / Noise;
}
