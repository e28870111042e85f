namespace Amuro.Analysis.Statistics;

/// <summary>The sign-flip permutation test of a mean of zero (Fisher 1935, The Design of Experiments, section 21; Good 2005).</summary>
/// <remarks>Exact over all 2^n flips up to n = 16; above, random flips, p = (1 + extreme) / (1 + resamples) (Phipson and Smyth 2010).</remarks>
public static class SignFlip
{
    private const int LargestExact = 16;

    /// <summary>Two-sided p: share of flips whose absolute sum is at least the one found.</summary>
    /// <param name="differences">Independent differences: of pairs, or the sums of differences by cluster.</param>
    /// <param name="resamples">Random flips where there are too many for all. Default 10,000.</param>
    /// <param name="seed">Seed of the random flips. Default 0.</param>
    /// <returns>p; NaN without differences or with one that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one resample.</exception>
    public static double PValue(IReadOnlyList<double> differences, int resamples = 10_000, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        double[] values = [.. differences];
        if (values.Length == 0 || values.Any(double.IsNaN))
        {
            return double.NaN;
        }

        // Sums in another order may differ in the last bits: the flip found must count as extreme.
        double found = Math.Abs(values.Sum());
        double threshold = found - (1e-12 * values.Sum(Math.Abs));
        return values.Length <= LargestExact ? All(values, threshold) : Sampled(values, threshold, resamples, new SeededRandom(seed));
    }

    private static double All(double[] values, double threshold)
    {
        // The first sign can stay: flipping everything changes no absolute sum. Gray code changes one sign at a time.
        int free = values.Length - 1;
        long count = 1L << free;
        double sum = values.Sum();
        var positive = new bool[values.Length];
        Array.Fill(positive, true);
        long extreme = Math.Abs(sum) >= threshold ? 1 : 0;
        for (long k = 1; k < count; k++)
        {
            int flip = 1 + System.Numerics.BitOperations.TrailingZeroCount(k);
            sum += positive[flip] ? -2 * values[flip] : 2 * values[flip];
            positive[flip] = !positive[flip];
            extreme += Math.Abs(sum) >= threshold ? 1 : 0;
        }

        return (double)extreme / count;
    }

    private static double Sampled(double[] values, double threshold, int resamples, SeededRandom random)
    {
        long extreme = 1;
        for (int b = 0; b < resamples; b++)
        {
            double sum = 0;
            ulong bits = 0;
            for (int i = 0; i < values.Length; i++)
            {
                bits = i % 64 == 0 ? random.NextBits() : bits >> 1;
                sum += (bits & 1) == 0 ? values[i] : -values[i];
            }

            extreme += Math.Abs(sum) >= threshold ? 1 : 0;
        }

        return extreme / (1.0 + resamples);
    }
}
