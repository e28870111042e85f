using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>The bootstrap of any statistic of items (Efron 1979, Annals of Statistics 7:1; Efron and Tibshirani 1993).</summary>
/// <remarks>
/// Resamples are drawn in blocks, each with a generator of its own that is seeded from the seed and the block's number: the same seed gives
/// the same resamples whatever the number of threads.
/// </remarks>
public static class Bootstrap
{
    private const int BlockSize = 64;
    private const int LargestJackknife = 20_000;

    /// <summary>Draws resamples and keeps the statistic of each.</summary>
    /// <param name="items">Number of items; each resample has as many.</param>
    /// <param name="statistic">The statistic; several threads call it at once.</param>
    /// <param name="resamples">Number of resamples. Default 9,999.</param>
    /// <param name="seed">Seed of the draws. Default 0.</param>
    /// <param name="standardError">Standard error of the statistic within a resample, for studentised intervals; null for none.</param>
    /// <param name="threads">Largest number of threads; -1 for as many as there are cores. Default -1. It changes no number.</param>
    /// <returns>The distribution; not estimable without items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one resample, or a negative number of items.</exception>
    public static BootstrapDistribution Of(
        int items, ResampleStatistic statistic, int resamples = 9999, long seed = 0, ResampleStatistic? standardError = null, int threads = -1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (items == 0)
        {
            return new BootstrapDistribution(double.NaN, double.NaN, [], [], [], "there are no items");
        }

        var values = new double[resamples];
        double[] errors = standardError is null ? [] : new double[resamples];
        Parallel.For(
            0,
            (resamples + BlockSize - 1) / BlockSize,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => new int[items],
            (block, _, drawn) =>
            {
                SeededRandom random = SeededRandom.OfBlock(seed, block);
                for (int b = block * BlockSize; b < Math.Min(resamples, (block + 1) * BlockSize); b++)
                {
                    random.Fill(drawn, items);
                    values[b] = statistic(drawn);
                    if (standardError is not null)
                    {
                        errors[b] = standardError(drawn);
                    }
                }

                return drawn;
            },
            _ => { });
        return Distribution(items, statistic, values, standardError, errors);
    }

    /// <summary>The statistic of given resamples.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="statistic">The statistic.</param>
    /// <param name="draws">Indices of the items of each resample.</param>
    /// <param name="standardError">Standard error of the statistic within a resample, for studentised intervals; null for none.</param>
    /// <returns>The distribution; not estimable without items or resamples.</returns>
    public static BootstrapDistribution OfDraws(
        int items, ResampleStatistic statistic, IReadOnlyList<int[]> draws, ResampleStatistic? standardError = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentNullException.ThrowIfNull(draws);
        return items == 0 || draws.Count == 0
            ? new BootstrapDistribution(double.NaN, double.NaN, [], [], [], "there are no items, or no resamples")
            : Distribution(items, statistic, [.. draws.Select(d => statistic(d))], standardError, standardError is null ? [] : [.. draws.Select(d => standardError(d))]);
    }

    private static BootstrapDistribution Distribution(
        int items, ResampleStatistic statistic, double[] values, ResampleStatistic? standardError, double[] errors)
    {
        int[] all = [.. Enumerable.Range(0, items)];
        double[] jackknife = items is < 2 or > LargestJackknife ? [] : Jackknife(all, statistic);
        return new BootstrapDistribution(
            statistic(all),
            standardError is null ? double.NaN : standardError(all),
            System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values),
            System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(errors),
            [.. jackknife],
            null);
    }

    // The statistic without each item; removing the next one means putting the one before back.
    private static double[] Jackknife(int[] all, ResampleStatistic statistic)
    {
        var left = new int[all.Length - 1];
        Array.Copy(all, 1, left, 0, left.Length);
        var values = new double[all.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = statistic(left);
            if (i < left.Length)
            {
                left[i] = all[i];
            }
        }

        return values;
    }
}
