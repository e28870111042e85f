namespace Amuro.Analysis.Statistics;

/// <summary>The sign test of paired differences (Arbuthnott 1710; Dixon and Mood 1946, JASA 41:557).</summary>
public static class SignTest
{
    /// <summary>Tests whether differences b - a are above 0 as often as below.</summary>
    /// <param name="a">Values of one side.</param>
    /// <param name="b">Values of the other side, pair by pair.</param>
    /// <returns>The test, p = 1 if there is no difference at all; not estimable without pairs or with a value that is not a finite number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static SignTestResult Test(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Lists.CheckPairs(a, b);
        if (Lists.Problem(a, b, 1) is { } problem)
        {
            return new SignTestResult(0, 0, 0, double.NaN, problem);
        }

        double[] differences = Lists.Differences(a, b);
        int positive = differences.Count(d => d > 0), negative = differences.Count(d => d < 0);
        double p = Math.Min(1, 2 * Probabilities.CoinAtMost(Math.Min(positive, negative), positive + negative));
        return new SignTestResult(positive, negative, differences.Length - positive - negative, p);
    }
}

/// <summary>Result of <see cref="SignTest"/>.</summary>
/// <param name="Positive">Pairs with b above a.</param>
/// <param name="Negative">Pairs with b below a.</param>
/// <param name="Zero">Pairs without a difference, which do not count.</param>
/// <param name="PValue">Two-sided exact p.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record SignTestResult(int Positive, int Negative, int Zero, double PValue, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Half of positive minus negative.</summary>
    public double M => (Positive - Negative) / 2.0;
}
