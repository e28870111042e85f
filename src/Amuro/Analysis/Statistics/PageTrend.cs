namespace Amuro.Analysis.Statistics;

/// <summary>Page's test of ordered alternatives over several subjects, such as one order of checkpoints on all tasks (Page 1963, JASA 58:216).</summary>
public static class PageTrend
{
    private const int LargestExact = 10;

    /// <summary>Tests whether the conditions rise in the predicted order within the subjects.</summary>
    /// <param name="data">One row per subject, one column per condition.</param>
    /// <param name="predictedRanks">Predicted rank of each condition from 1; null for 1, 2, 3, ...</param>
    /// <param name="ranked">Whether the rows are ranks already. Default false.</param>
    /// <returns>The test; not estimable without two rows of three columns each or with a value that is not a finite number.</returns>
    /// <remarks>The exact p ignores ties, which makes it conservative.</remarks>
    /// <exception cref="ArgumentException">The rows, or the ranks, differ in length.</exception>
    public static PageTrendResult Test(IReadOnlyList<IReadOnlyList<double>> data, IReadOnlyList<double>? predictedRanks = null, bool ranked = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        int n = data.Count == 0 ? 0 : data[0].Count;
        if (data.Any(row => row.Count != n) || (predictedRanks is not null && predictedRanks.Count != n))
        {
            throw new ArgumentException($"Expected {n} columns in every row and as many predicted ranks.", nameof(data));
        }

        string? problem = data.Count < 2 || n < 3
            ? $"at least 2 subjects and 3 conditions are needed, found {data.Count} and {n}"
            : data.Select(row => Lists.Problem(row, n)).FirstOrDefault(p => p is not null);
        if (problem is not null)
        {
            return new PageTrendResult(double.NaN, double.NaN, Quantity.None(problem), problem);
        }

        double l = 0, m = data.Count;
        foreach (IReadOnlyList<double> row in data)
        {
            IReadOnlyList<double> ranks = ranked ? row : Ranks.Of(row);
            for (int i = 0; i < n; i++)
            {
                l += ranks[i] * (predictedRanks?[i] ?? i + 1);
            }
        }

        double mean = m * n * (n + 1) * (n + 1) / 4.0;
        double variance = m * n * n * (n + 1) * ((n * n) - 1.0) / 144;
        return new PageTrendResult(l, Probabilities.NormalAbove((l - mean) / Math.Sqrt(variance)), Exact((int)l, data.Count, n));
    }

    private static Quantity Exact(int l, int m, int n)
    {
        if (n > LargestExact || m > 1000)
        {
            return Quantity.None($"the exact distribution is for at most {LargestExact} conditions and 1000 subjects");
        }

        double[] one = OneRow(n), all = [1];
        for (int row = 0; row < m; row++)
        {
            var next = new double[all.Length + one.Length - 1];
            for (int i = 0; i < all.Length; i++)
            {
                for (int k = 0; all[i] > 0 && k < one.Length; k++)
                {
                    next[i + k] += all[i] * one[k];
                }
            }

            all = next;
        }

        return new Quantity(Math.Min(1, all.Skip(Math.Max(0, l)).Sum()));
    }

    // Probability of each sum of i times rank(i) in a random order, by the set of ranks given away so far.
    private static double[] OneRow(int n)
    {
        int largest = n * (n + 1) * ((2 * n) + 1) / 6;
        var bySet = new double[1 << n][];
        bySet[0] = new double[largest + 1];
        bySet[0][0] = 1;
        for (int set = 0; set < bySet.Length - 1; set++)
        {
            int place = System.Numerics.BitOperations.PopCount((uint)set) + 1;
            for (int rank = 1; rank <= n; rank++)
            {
                int with = set | (1 << (rank - 1));
                if (with != set)
                {
                    double[] next = bySet[with] ??= new double[largest + 1];
                    for (int sum = 0; sum + (place * rank) <= largest; sum++)
                    {
                        next[sum + (place * rank)] += bySet[set][sum] / (n - place + 1);
                    }
                }
            }

            bySet[set] = [];
        }

        return bySet[^1];
    }
}

/// <summary>Result of <see cref="PageTrend"/>.</summary>
/// <param name="L">Sum over subjects and conditions of the rank times the predicted rank.</param>
/// <param name="PValue">One-sided normal p.</param>
/// <param name="ExactPValue">One-sided exact p.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record PageTrendResult(double L, double PValue, Quantity ExactPValue, string? Reason = null) : Statistic(Reason);
