namespace Amuro.Analysis.Statistics;

/// <summary>McNemar's test of two shares over the same items (McNemar 1947; mid-p: Fagerland and others 2013, BMC Med. Res. Methodol. 13:91).</summary>
public static class McNemar
{
    /// <summary>Tests whether both models are right equally often.</summary>
    /// <param name="bothRight">Items that both have right.</param>
    /// <param name="onlyFirst">Items that only the first has right.</param>
    /// <param name="onlySecond">Items that only the second has right.</param>
    /// <param name="bothWrong">Items that both have wrong.</param>
    /// <returns>The test; not estimable without items. Without an item that only one has right, the exact p is 1 and there is no chi-squared one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static McNemarResult Test(long bothRight, long onlyFirst, long onlySecond, long bothWrong)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bothRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        ArgumentOutOfRangeException.ThrowIfNegative(bothWrong);
        double b = onlyFirst, c = onlySecond, n = b + c, m = Math.Min(b, c), items = n + bothRight + bothWrong;
        if (items == 0)
        {
            return new McNemarResult("there are no items");
        }

        var result = new McNemarResult(n == 0 ? "no item is right for one model only" : null)
        {
            Difference = (b - c) / items,
            PValue = Math.Min(1, 2 * Probabilities.CoinAtMost(m, n)),
            MidPValue = n == 0 ? 1 : Math.Min(1, (2 * Probabilities.CoinAtMost(m, n)) - Probabilities.CoinExactly(m, n)),
        };
        double chi2 = (b - c) * (b - c) / n, moved = Math.Abs(b - c) - 1;
        return n == 0 ? result : result with
        {
            MidPValueOfEqualCounts = b == c ? 1 - (Probabilities.CoinExactly(m, n) / 2) : result.MidPValue,
            ChiSquared = chi2,
            ChiSquaredPValue = Probabilities.ChiSquareAbove(chi2),
            ChiSquaredWithContinuity = moved * moved / n,
            ChiSquaredPValueWithContinuity = Probabilities.ChiSquareAbove(moved * moved / n),
        };
    }
}

/// <summary>Result of <see cref="McNemar"/>.</summary>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record McNemarResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Share right of the first less that of the second.</summary>
    public double Difference { get; init; } = double.NaN;

    /// <summary>Two-sided exact p.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>Mid-p: 2 P(X &lt;= m) - P(X = m), m the smaller number of items right for one only; less conservative than the exact p.</summary>
    public double MidPValue { get; init; } = double.NaN;

    /// <summary>The same, but 1 - P(X = m) / 2 where both numbers are equal, as in Fagerland's text.</summary>
    public double MidPValueOfEqualCounts { get; init; } = double.NaN;

    /// <summary>(b - c)^2 / (b + c).</summary>
    public double ChiSquared { get; init; } = double.NaN;

    /// <summary>p of <see cref="ChiSquared"/>.</summary>
    public double ChiSquaredPValue { get; init; } = double.NaN;

    /// <summary>(|b - c| - 1)^2 / (b + c).</summary>
    public double ChiSquaredWithContinuity { get; init; } = double.NaN;

    /// <summary>p of <see cref="ChiSquaredWithContinuity"/>.</summary>
    public double ChiSquaredPValueWithContinuity { get; init; } = double.NaN;
}
