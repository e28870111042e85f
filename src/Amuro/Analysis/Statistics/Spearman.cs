namespace Amuro.Analysis.Statistics;

/// <summary>Spearman's rank correlation (Spearman 1904), ties sharing their mean rank.</summary>
public static class Spearman
{
    private const int LargestPermuted = 8;

    /// <summary>The correlation with a two-sided p from Student's t with n - 2 degrees of freedom.</summary>
    /// <param name="x">First values.</param>
    /// <param name="y">Second values, as many.</param>
    /// <returns>rho and p; not estimable with fewer than three points, a constant list or a value that is not a finite number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static CorrelationResult Test(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Lists.CheckPairs(x, y);
        if (Problem(x, y) is { } problem)
        {
            return CorrelationResult.None(x.Count - 2, problem);
        }

        return CorrelationResult.WithT(Lists.Correlation(Ranks.Of(x), Ranks.Of(y)), x.Count - 2);
    }

    /// <summary>The exact two-sided p: the share of all orders of y whose |rho| is at least the one found.</summary>
    /// <param name="x">First values.</param>
    /// <param name="y">Second values, as many.</param>
    /// <returns>p; not estimable with fewer than three points or more than eight, a constant list or a value that is not a finite number.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static Quantity PermutationPValue(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Lists.CheckPairs(x, y);
        if (Problem(x, y) is { } problem)
        {
            return Quantity.None(problem);
        }

        if (x.Count > LargestPermuted)
        {
            return Quantity.None($"all orders of {x.Count} values are too many, at most {LargestPermuted}");
        }

        double centre = (x.Count + 1) / 2.0;
        double[] a = [.. Ranks.Of(x).Select(r => r - centre)];
        double[] b = [.. Ranks.Of(y).Select(r => r - centre)];
        // Ranks are halves, so their products are exact: equal sums are equal.
        double found = Math.Abs(Product(a, b));
        (double all, double extreme) = (0, 0);
        Orders.All(b, () =>
        {
            all++;
            extreme += Math.Abs(Product(a, b)) >= found ? 1 : 0;
        });
        return new Quantity(extreme / all);
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static string? Problem(IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        Lists.Problem(x, y, 3, "points") ?? (Lists.IsConstant(x) || Lists.IsConstant(y) ? "all values of one list are the same" : null);
}
