namespace Amuro.Analysis.Statistics;

/// <summary>The exact distribution of Kendall's S without ties: how likely each number of inversions is in a random order.</summary>
internal static class InversionCounts
{
    /// <summary>Probability of 0, 1, .. n (n - 1) / 2 inversions.</summary>
    public static double[] Probabilities(int n)
    {
        double[] probability = [1];
        for (int m = 2; m <= n; m++)
        {
            var next = new double[probability.Length + m - 1];
            for (int i = 0; i < next.Length; i++)
            {
                double sum = 0;
                for (int k = Math.Max(0, i - m + 1); k <= Math.Min(i, probability.Length - 1); k++)
                {
                    sum += probability[k];
                }

                next[i] = sum / m;
            }

            probability = next;
        }

        return probability;
    }

    /// <summary>P(S* >= s), P(S* &lt;= s) and P(|S*| >= |s|).</summary>
    public static (double Increasing, double Decreasing, double TwoSided) Tails(long s, int n)
    {
        double[] probability = Probabilities(n);
        long pairs = (long)n * (n - 1) / 2;
        (double up, double down, double both) = (0, 0, 0);
        for (int inversions = 0; inversions < probability.Length; inversions++)
        {
            long at = pairs - (2 * inversions);
            up += at >= s ? probability[inversions] : 0;
            down += at <= s ? probability[inversions] : 0;
            both += Math.Abs(at) >= Math.Abs(s) ? probability[inversions] : 0;
        }

        return (Math.Min(1, up), Math.Min(1, down), Math.Min(1, both));
    }
}
