using System.Numerics;

namespace Amuro.Analysis.Statistics;

/// <summary>The sign-flip permutation test of a mean of zero (Fisher 1935, The Design of Experiments, section 21; Good 2005).</summary>
/// <remarks>Exact over all 2^n flips up to n = 16; above, random flips, p = (1 + extreme) / (1 + resamples) (Phipson and Smyth 2010).</remarks>
public static class SignFlip
{
    internal const int LargestExact = 16;

    /// <summary>Two-sided p: share of flips whose absolute sum is at least the one found.</summary>
    /// <param name="differences">Independent differences: of pairs, or the sums of differences by cluster.</param>
    /// <param name="resamples">Random flips where there are too many for all. Default 10,000.</param>
    /// <param name="seed">Seed of the random flips. Default 0.</param>
    /// <returns>p; NaN without differences or with one that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one resample.</exception>
    public static double PValue(IReadOnlyList<double> differences, int resamples = 10_000, long seed = 0) =>
        Test(differences, resamples, seed).PValue;

    /// <summary>The test, two-sided and one-sided.</summary>
    /// <param name="differences">Independent differences: of pairs, or the sums of differences by cluster.</param>
    /// <param name="resamples">Random flips where there are too many for all. Default 10,000.</param>
    /// <param name="seed">Seed of the random flips. Default 0.</param>
    /// <returns>The test; not estimable without differences or with one that is not a finite number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one resample.</exception>
    public static SignFlipResult Test(IReadOnlyList<double> differences, int resamples = 10_000, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        double[] values = [.. differences];
        if (Lists.Problem(values, 1, "differences") is { } problem)
        {
            return new SignFlipResult(double.NaN, double.NaN, double.NaN, double.NaN, false, problem);
        }

        // Sums in another order may differ in the last bits: the flip found must count as extreme.
        double found = values.Sum();
        var counts = new Counts(found, 1e-12 * values.Sum(Math.Abs));
        bool exact = values.Length <= LargestExact;
        if (exact)
        {
            All(values, counts);
        }
        else
        {
            counts.Add(found);
            Sampled(values, counts, resamples, new SeededRandom(seed));
        }

        return new SignFlipResult(found / values.Length, counts.Both / counts.All, counts.Up / counts.All, counts.Down / counts.All, exact);
    }

    // Gray code changes one sign at a time.
    private static void All(double[] values, Counts counts)
    {
        double sum = values.Sum();
        var positive = new bool[values.Length];
        Array.Fill(positive, true);
        counts.Add(sum);
        for (long k = 1; k < 1L << values.Length; k++)
        {
            int flip = BitOperations.TrailingZeroCount(k);
            sum += positive[flip] ? -2 * values[flip] : 2 * values[flip];
            positive[flip] = !positive[flip];
            counts.Add(sum);
        }
    }

    // Bit i of the random words flips value i. The sums of all 16 flips of each four values lie in a table: one look-up for four values.
    private static void Sampled(double[] values, Counts counts, int resamples, SeededRandom random)
    {
        int groups = (values.Length + 3) / 4;
        var table = new double[groups * 16];
        for (int entry = 0; entry < table.Length; entry++)
        {
            for (int bit = 0; bit < 4 && ((entry / 16) * 4) + bit < values.Length; bit++)
            {
                double value = values[((entry / 16) * 4) + bit];
                table[entry] += ((entry >> bit) & 1) == 0 ? value : -value;
            }
        }

        for (int b = 0; b < resamples; b++)
        {
            (double even, double odd) = (0, 0);
            for (int group = 0; group < groups; group += 16)
            {
                ulong bits = random.NextBits();
                ReadOnlySpan<double> sums = table.AsSpan(group * 16, Math.Min(16, groups - group) * 16);
                int at = 0;
                for (; at + 16 < sums.Length; at += 32, bits >>= 8)
                {
                    even += sums[at + (int)(bits & 15)];
                    odd += sums[at + 16 + (int)((bits >> 4) & 15)];
                }

                even += at < sums.Length ? sums[at + (int)(bits & 15)] : 0;
            }

            counts.Add(even + odd);
        }
    }

    private sealed class Counts(double found, double slack)
    {
        public double All { get; private set; }

        public double Up { get; private set; }

        public double Down { get; private set; }

        public double Both { get; private set; }

        public void Add(double sum)
        {
            All++;
            Up += sum >= found - slack ? 1 : 0;
            Down += sum <= found + slack ? 1 : 0;
            Both += Math.Abs(sum) >= Math.Abs(found) - slack ? 1 : 0;
        }
    }
}

/// <summary>Result of <see cref="SignFlip"/>.</summary>
/// <param name="Mean">Mean difference.</param>
/// <param name="PValue">Two-sided p: share of flips whose absolute mean is at least the one found.</param>
/// <param name="GreaterPValue">One-sided p of a mean above 0.</param>
/// <param name="LessPValue">One-sided p of a mean below 0.</param>
/// <param name="IsExact">Whether all flips were counted, not random ones.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record SignFlipResult(
    double Mean, double PValue, double GreaterPValue, double LessPValue, bool IsExact, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Twice the smaller of the one-sided p, at most 1.</summary>
    public double DoubledPValue => Math.Min(1, 2 * Math.Min(GreaterPValue, LessPValue));
}
