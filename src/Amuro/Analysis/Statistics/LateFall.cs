namespace Amuro.Analysis.Statistics;

/// <summary>
/// Guards <see cref="Overtraining"/> against curves that rise and level off: a parabola must fall after its peak, the curve need not
/// (Simonsohn 2018, AMPPS 1:538, who asks for a second line of its own). The scores after the parabola's peak must fall by themselves.
/// </summary>
internal static class LateFall
{
    /// <summary>One-sided p of no fall after the peak, Mann-Kendall's test.</summary>
    /// <param name="tokens">Tokens, or steps, seen at each checkpoint; above 0.</param>
    /// <param name="y">Score of each checkpoint.</param>
    /// <param name="fit">The parabola.</param>
    /// <returns>p; 1 if the parabola has no peak with three checkpoints after it, NaN if there is no parabola.</returns>
    public static double PValue(IReadOnlyList<double> tokens, IReadOnlyList<double> y, OvertrainingResult fit)
    {
        if (!fit.IsEstimable)
        {
            return double.NaN;
        }

        int[] after = fit.IsPeak ? [.. Enumerable.Range(0, y.Count).Where(i => Math.Log(tokens[i]) > fit.PeakLogTokens)] : [];
        MannKendallResult trend = MannKendall.Test([.. after.Select(i => tokens[i])], [.. after.Select(i => y[i])]);
        return trend.IsEstimable ? trend.DecreasingPValue : 1;
    }
}
