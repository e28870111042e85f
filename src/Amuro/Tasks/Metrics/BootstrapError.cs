using Amuro.Runtime;

namespace Amuro.Tasks.Metrics;

/// <summary>
/// Standard error of a statistic of a whole task by the bootstrap (Efron 1979), with the very resamples that lm-evaluation-harness 0.4.13
/// draws: Python's generator, seed i for the i-th thousand.
/// </summary>
internal static class BootstrapError
{
    /// <summary>The default number of resamples.</summary>
    public const int Resamples = 1000;

    private const int Chunk = 1000;

    /// <summary>Deviation (n - 1) of the statistic over resamples; NaN with fewer than two items or where the statistic is NaN.</summary>
    /// <param name="items">The items.</param>
    /// <param name="statistic">The statistic of as many items; the array is used again for the next resample.</param>
    /// <param name="resamples">How many, at least 2; above 1000 rounded down to whole thousands.</param>
    public static double Of<T>(IReadOnlyList<T> items, Func<T[], double> statistic, int resamples)
    {
        if (items.Count < 2)
        {
            return double.NaN;
        }

        int chunk = Math.Min(Chunk, resamples);
        var values = new List<double>(resamples);
        var sample = new T[items.Count];
        for (uint seed = 0; seed < resamples / chunk; seed++)
        {
            var random = new MersenneTwister(seed);
            for (int r = 0; r < chunk; r++)
            {
                for (int i = 0; i < sample.Length; i++)
                {
                    sample[i] = items[(int)(random.NextDouble() * items.Count)];
                }

                values.Add(statistic(sample));
            }
        }

        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
