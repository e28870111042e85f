namespace Amuro.Analysis.Statistics;

/// <summary>The test of Jonckheere (1954, Biometrika 41:133) and Terpstra (1952): do groups in a known order rise?</summary>
public static class JonckheereTerpstra
{
    private const double LargestExact = 40_000;

    /// <summary>Tests whether later groups have larger values.</summary>
    /// <param name="groups">Values of each group, in the order of the groups.</param>
    /// <returns>The test; not estimable without two groups that have values, or where all values are the same.</returns>
    public static JonckheereTerpstraResult Test(IReadOnlyList<IReadOnlyList<double>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        double[] values = [.. groups.SelectMany(g => g)];
        double[] places = [.. groups.SelectMany((g, i) => g.Select(_ => (double)i))];
        string? problem = groups.Count(g => g.Count > 0) < 2 ? "at least 2 groups with values are needed"
            : Lists.Problem(values, 3) ?? (Lists.IsConstant(values) ? "all values are the same" : null);
        if (problem is not null)
        {
            return new JonckheereTerpstraResult(problem);
        }

        int[] sizes = [.. groups.Select(g => g.Count)];
        double n = values.Length, j = Count(values, places);
        double mean = ((n * n) - sizes.Sum(s => (double)s * s)) / 4;
        double variance = MannKendall.Variance(places, values).Variance / 4;
        double z = (j - mean) / Math.Sqrt(variance), moved = j - mean - (Math.Sign(j - mean) * Math.Min(0.5, Math.Abs(j - mean)));
        (double up, double down, double both) = Splits(sizes) <= LargestExact ? Exact(values, sizes, j, mean) : (double.NaN, double.NaN, double.NaN);
        return new JonckheereTerpstraResult
        {
            J = j,
            Mean = mean,
            Variance = variance,
            Z = z,
            IncreasingPValue = Probabilities.NormalAbove(z),
            PValue = Probabilities.NormalTwoSided(z),
            ZWithContinuity = moved / Math.Sqrt(variance),
            IncreasingPValueWithContinuity = Probabilities.NormalAbove(moved / Math.Sqrt(variance)),
            PValueWithContinuity = Probabilities.NormalTwoSided(moved / Math.Sqrt(variance)),
            ExactIncreasingPValue = Exactly(up),
            ExactDecreasingPValue = Exactly(down),
            ExactPValue = Exactly(both),
        };
    }

    private static Quantity Exactly(double p) => double.IsNaN(p) ? Quantity.None($"there are more than {LargestExact} splits into the groups") : new Quantity(p);

    private static double Count(double[] values, double[] places)
    {
        double j = 0;
        for (int a = 0; a < values.Length; a++)
        {
            for (int b = a + 1; b < values.Length; b++)
            {
                int order = places[b].CompareTo(places[a]) * values[b].CompareTo(values[a]);
                j += places[a] == places[b] ? 0 : (order + 1) / 2.0;
            }
        }

        return j;
    }

    private static double Splits(int[] sizes)
    {
        double splits = 1;
        int placed = 0;
        foreach (int size in sizes)
        {
            for (int k = 1; k <= size; k++)
            {
                splits *= (double)++placed / k;
            }
        }

        return Math.Round(splits);
    }

    private static (double Up, double Down, double Both) Exact(double[] values, int[] sizes, double j, double mean)
    {
        var places = new double[values.Length];
        int[] left = [.. sizes];
        (double all, double up, double down, double both) = (0, 0, 0, 0);
        Place(0);
        return (up / all, down / all, both / all);

        void Place(int i)
        {
            if (i == values.Length)
            {
                double at = Count(values, places);
                all++;
                up += at >= j ? 1 : 0;
                down += at <= j ? 1 : 0;
                both += Math.Abs(at - mean) >= Math.Abs(j - mean) ? 1 : 0;
                return;
            }

            for (int group = 0; group < left.Length; group++)
            {
                if (left[group] > 0)
                {
                    left[group]--;
                    places[i] = group;
                    Place(i + 1);
                    left[group]++;
                }
            }
        }
    }
}

/// <summary>Result of <see cref="JonckheereTerpstra"/>.</summary>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record JonckheereTerpstraResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Pairs from different groups where the later one has the larger value; ties count half.</summary>
    public double J { get; init; } = double.NaN;

    /// <summary>Mean of J where the groups do not differ.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Variance of J where the groups do not differ, for the ties found.</summary>
    public double Variance { get; init; } = double.NaN;

    /// <summary>(J - mean) / sqrt(variance).</summary>
    public double Z { get; init; } = double.NaN;

    /// <summary>One-sided normal p of a rise.</summary>
    public double IncreasingPValue { get; init; } = double.NaN;

    /// <summary>Two-sided normal p.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>The same as <see cref="Z"/> with J moved by 1/2 towards its mean.</summary>
    public double ZWithContinuity { get; init; } = double.NaN;

    /// <summary>One-sided normal p of a rise with continuity correction.</summary>
    public double IncreasingPValueWithContinuity { get; init; } = double.NaN;

    /// <summary>Two-sided normal p with continuity correction.</summary>
    public double PValueWithContinuity { get; init; } = double.NaN;

    /// <summary>One-sided p of a rise over all splits into the groups.</summary>
    public Quantity ExactIncreasingPValue { get; init; } = Quantity.None("nothing was tested");

    /// <summary>One-sided p of a fall over all splits.</summary>
    public Quantity ExactDecreasingPValue { get; init; } = Quantity.None("nothing was tested");

    /// <summary>Two-sided p over all splits: the share at least as far from the mean.</summary>
    public Quantity ExactPValue { get; init; } = Quantity.None("nothing was tested");
}
