namespace Amuro.Analysis.Statistics;

/// <summary>Cliff's delta (Cliff 1993, Psychological Bulletin 114:494) and the A12 of Vargha and Delaney (2000).</summary>
public static class CliffsDelta
{
    /// <summary>P(b > a) - P(b &lt; a) over all pairs of a value of each side, and over the pairs given.</summary>
    /// <param name="a">Values of one side.</param>
    /// <param name="b">Values of the other side, pair by pair.</param>
    /// <returns>The deltas; not estimable without values or with one that is not a finite number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static CliffsDeltaResult Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Lists.CheckPairs(a, b);
        if (Lists.Problem(a, b, 1) is { } problem)
        {
            return new CliffsDeltaResult(double.NaN, double.NaN, problem);
        }

        // Sorted, so that each value of b finds its places among those of a in one pass.
        double[] sortedA = [.. a.Order()], sortedB = [.. b.Order()];
        double sum = 0;
        int below = 0, notAbove = 0;
        foreach (double value in sortedB)
        {
            while (below < sortedA.Length && sortedA[below] < value)
            {
                below++;
            }

            while (notAbove < sortedA.Length && sortedA[notAbove] <= value)
            {
                notAbove++;
            }

            sum += below - (sortedA.Length - notAbove);
        }

        double n = a.Count;
        return new CliffsDeltaResult(sum / n / n, Lists.Differences(a, b).Sum(d => (double)Math.Sign(d)) / n);
    }
}

/// <summary>Result of <see cref="CliffsDelta"/>.</summary>
/// <param name="Delta">Over all n^2 pairs, -1 to 1.</param>
/// <param name="PairedDelta">Over the n pairs given: (positive - negative) / n.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record CliffsDeltaResult(double Delta, double PairedDelta, string? Reason = null) : Statistic(Reason)
{
    /// <summary>P(b > a) + P(b = a) / 2.</summary>
    public double A12 => (Delta + 1) / 2;
}
