using MathNet.Numerics;

namespace Amuro.Analysis.Statistics;

/// <summary>Standardised mean differences of pairs (Cohen 1988; correction for small samples: Hedges 1981, J. Educational Statistics 6:107).</summary>
public static class EffectSize
{
    /// <summary>Standardises the mean difference b - a.</summary>
    /// <param name="a">Values of one side.</param>
    /// <param name="b">Values of the other side, pair by pair.</param>
    /// <returns>The effect sizes; not estimable with fewer than two pairs, a value that is not a finite number, or no variation.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static EffectSizeResult Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Lists.CheckPairs(a, b);
        if (Lists.Problem(a, b, 2) is { } problem)
        {
            return new EffectSizeResult(double.NaN, double.NaN, 0, problem);
        }

        double[] differences = Lists.Differences(a, b);
        double mean = Lists.Mean(differences), deviation = Lists.Deviation(differences);
        double sa = Lists.Deviation(a), sb = Lists.Deviation(b), pooled = Math.Sqrt(((sa * sa) + (sb * sb)) / 2);
        return new EffectSizeResult(
            deviation > 0 ? mean / deviation : double.NaN,
            pooled > 0 ? mean / pooled : double.NaN,
            a.Count,
            deviation > 0 && pooled > 0 ? null : "the differences, or the values, are all the same");
    }

    /// <summary>Hedges' factor: G(df / 2) / (sqrt(df / 2) G((df - 1) / 2)).</summary>
    internal static double Correction(double df) =>
        df <= 1 ? double.NaN : Math.Exp(SpecialFunctions.GammaLn(df / 2) - SpecialFunctions.GammaLn((df - 1) / 2)) / Math.Sqrt(df / 2);

    /// <summary>Its usual approximation.</summary>
    internal static double ApproximateCorrection(double df) => 1 - (3 / ((4 * df) - 1));
}

/// <summary>Result of <see cref="EffectSize"/>.</summary>
/// <param name="DZ">Mean difference over the standard deviation of the differences.</param>
/// <param name="DPooled">Mean difference over sqrt((sa^2 + sb^2) / 2).</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record EffectSizeResult(double DZ, double DPooled, int Pairs, string? Reason = null) : Statistic(Reason)
{
    /// <summary><see cref="DZ"/> without bias: Hedges' exact factor with n - 1 degrees of freedom; NaN for 2 pairs.</summary>
    public double GZ => DZ * EffectSize.Correction(Pairs - 1);

    /// <summary>The same with the factor 1 - 3 / (4 df - 1).</summary>
    public double GZApproximate => DZ * EffectSize.ApproximateCorrection(Pairs - 1);

    /// <summary><see cref="DPooled"/> without bias: Hedges' exact factor with 2 n - 2 degrees of freedom.</summary>
    public double GPooled => DPooled * EffectSize.Correction((2 * Pairs) - 2);

    /// <summary>The same with the factor 1 - 3 / (4 df - 1).</summary>
    public double GPooledApproximate => DPooled * EffectSize.ApproximateCorrection((2 * Pairs) - 2);
}
