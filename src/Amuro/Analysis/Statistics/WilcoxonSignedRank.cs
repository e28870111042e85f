namespace Amuro.Analysis.Statistics;

/// <summary>What becomes of pairs without a difference in <see cref="WilcoxonSignedRank"/>.</summary>
public enum ZeroDifferences
{
    /// <summary>They are dropped before ranking (Wilcoxon 1945).</summary>
    Drop,

    /// <summary>They are ranked, then dropped (Pratt 1959, JASA 54:655).</summary>
    Pratt,

    /// <summary>They are ranked, and half of their ranks counts on each side.</summary>
    Split,
}

/// <summary>Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945, Biometrics Bulletin 1:80).</summary>
public static class WilcoxonSignedRank
{
    private const int LargestExact = 100;

    /// <summary>Tests whether the differences b - a are symmetric around 0.</summary>
    /// <param name="a">Values of one side.</param>
    /// <param name="b">Values of the other side, pair by pair.</param>
    /// <param name="zeros">What becomes of pairs without a difference. Default: dropped.</param>
    /// <returns>
    /// The test. Its exact p is over all flips of the signs of the ranks found, so it holds with ties too. Not estimable without pairs or
    /// with a value that is not a finite number; without any difference the exact p is 1 and there is no normal one.
    /// </returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static WilcoxonResult Test(IReadOnlyList<double> a, IReadOnlyList<double> b, ZeroDifferences zeros = ZeroDifferences.Drop)
    {
        Lists.CheckPairs(a, b);
        if (Lists.Problem(a, b, 1) is { } problem)
        {
            return new WilcoxonResult(problem);
        }

        double[] differences = Lists.Differences(a, b);
        differences = zeros == ZeroDifferences.Drop ? [.. differences.Where(d => d != 0)] : differences;
        double[] ranks = Ranks.Of([.. differences.Select(Math.Abs)]);
        double plus = 0, minus = 0, zero = 0, none = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            plus += differences[i] > 0 ? ranks[i] : 0;
            minus += differences[i] < 0 ? ranks[i] : 0;
            zero += differences[i] == 0 ? ranks[i] : 0;
            none += differences[i] == 0 ? 1 : 0;
        }

        double[] free = [.. ranks.Where((_, i) => differences[i] != 0)];
        double n = ranks.Length, mean = n * (n + 1) / 4, squares = n * (n + 1) * ((2 * n) + 1);
        if (zeros == ZeroDifferences.Pratt)
        {
            mean -= none * (none + 1) / 4;
            squares -= none * (none + 1) * ((2 * none) + 1);
        }

        squares -= Ranks.Ties(zeros == ZeroDifferences.Split ? ranks : free).Sum(t => t * ((t * t) - 1)) / 2;
        double half = zeros == ZeroDifferences.Split ? zero / 2 : 0, sd = Math.Sqrt(squares / 24);
        (double greater, double less) = free.Length <= LargestExact ? Exact(free, plus) : (double.NaN, double.NaN);
        var result = new WilcoxonResult(free.Length == 0 ? "no pair has a difference" : null)
        {
            N = ranks.Length,
            PositiveRanks = plus + half,
            NegativeRanks = minus + half,
            ExactPValue = Exactly(free.Length == 0 ? 1 : Math.Min(1, 2 * Math.Min(greater, less))),
            ExactGreaterPValue = Exactly(greater),
            ExactLessPValue = Exactly(less),
        };
        return free.Length == 0 ? result : result with
        {
            Z = (result.Statistic - mean) / sd,
            ZWithContinuity = Math.Min(0, (result.Statistic - mean + 0.5) / sd),
            GreaterPValue = Probabilities.NormalAbove((result.PositiveRanks - mean) / sd),
            LessPValue = Probabilities.NormalBelow((result.PositiveRanks - mean) / sd),
            GreaterPValueWithContinuity = Probabilities.NormalAbove((result.PositiveRanks - mean - 0.5) / sd),
            LessPValueWithContinuity = Probabilities.NormalBelow((result.PositiveRanks - mean + 0.5) / sd),
        };
    }

    private static Quantity Exactly(double p) => double.IsNaN(p)
        ? Quantity.None($"the exact distribution is for at most {LargestExact} differences")
        : new Quantity(p);

    // Probability of each sum of ranks, doubled so that shared ranks are whole numbers.
    private static (double Greater, double Less) Exact(double[] ranks, double found)
    {
        int target = (int)Math.Round(2 * found);
        double[] probability = [1];
        foreach (double rank in ranks)
        {
            int step = (int)Math.Round(2 * rank);
            var next = new double[probability.Length + step];
            for (int i = 0; i < probability.Length; i++)
            {
                next[i] += probability[i] / 2;
                next[i + step] += probability[i] / 2;
            }

            probability = next;
        }

        return (Math.Min(1, probability.Skip(target).Sum()), Math.Min(1, probability.Take(target + 1).Sum()));
    }
}

/// <summary>Result of <see cref="WilcoxonSignedRank"/>.</summary>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record WilcoxonResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Number of pairs ranked.</summary>
    public int N { get; init; }

    /// <summary>Sum of the ranks of pairs with b above a.</summary>
    public double PositiveRanks { get; init; } = double.NaN;

    /// <summary>Sum of the ranks of pairs with b below a.</summary>
    public double NegativeRanks { get; init; } = double.NaN;

    /// <summary>The smaller of the two sums.</summary>
    public double Statistic => Math.Min(PositiveRanks, NegativeRanks);

    /// <summary>Standardised <see cref="Statistic"/>, at most 0.</summary>
    public double Z { get; init; } = double.NaN;

    /// <summary>The same moved by 1/2 towards 0.</summary>
    public double ZWithContinuity { get; init; } = double.NaN;

    /// <summary>Two-sided normal p.</summary>
    public double PValue => Probabilities.NormalTwoSided(Z);

    /// <summary>Two-sided normal p with continuity correction.</summary>
    public double PValueWithContinuity => Probabilities.NormalTwoSided(ZWithContinuity);

    /// <summary>One-sided normal p of b above a.</summary>
    public double GreaterPValue { get; init; } = double.NaN;

    /// <summary>One-sided normal p of b below a.</summary>
    public double LessPValue { get; init; } = double.NaN;

    /// <summary>One-sided normal p of b above a with continuity correction.</summary>
    public double GreaterPValueWithContinuity { get; init; } = double.NaN;

    /// <summary>One-sided normal p of b below a with continuity correction.</summary>
    public double LessPValueWithContinuity { get; init; } = double.NaN;

    /// <summary>Two-sided exact p, twice the smaller one-sided one.</summary>
    public Quantity ExactPValue { get; init; } = Quantity.None("nothing was tested");

    /// <summary>One-sided exact p of b above a.</summary>
    public Quantity ExactGreaterPValue { get; init; } = Quantity.None("nothing was tested");

    /// <summary>One-sided exact p of b below a.</summary>
    public Quantity ExactLessPValue { get; init; } = Quantity.None("nothing was tested");
}
