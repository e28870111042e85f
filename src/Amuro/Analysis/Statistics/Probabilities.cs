using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>Tails and quantiles of the usual distributions to full relative precision, on MathNet.Numerics' special functions.</summary>
internal static class Probabilities
{
    public static double NormalBelow(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));

    public static double NormalAbove(double z) => NormalBelow(-z);

    public static double NormalTwoSided(double z) => Math.Min(1, 2 * NormalBelow(-Math.Abs(z)));

    public static double NormalQuantile(double p) => Normal.InvCDF(0, 1, p);

    /// <summary>Quantile (1 + level) / 2 of the normal distribution.</summary>
    public static double NormalAtLevel(double level) => Normal.InvCDF(0, 1, (1 + level) / 2);

    public static double StudentAbove(double t, double df) => double.IsNaN(t) ? double.NaN
        : double.IsInfinity(t) ? (t > 0 ? 0 : 1)
        : t < 0 ? 1 - StudentAbove(-t, df)
        : 0.5 * Beta(df / 2, 0.5, df, t * t);

    public static double StudentTwoSided(double t, double df) => Math.Min(1, 2 * StudentAbove(Math.Abs(t), df));

    /// <summary>Quantile of Student's t, made exact by Newton's steps.</summary>
    public static double StudentQuantile(double p, double df)
    {
        if (p < 0.5)
        {
            return -StudentQuantile(1 - p, df);
        }

        double t = StudentT.InvCDF(0, 1, df, p);
        for (int i = 0; i < 3; i++)
        {
            double density = StudentT.PDF(0, 1, df, t);
            t += density > 0 ? (StudentAbove(t, df) - (1 - p)) / density : 0;
        }

        return t;
    }

    /// <summary>Quantile (1 + level) / 2 of Student's t.</summary>
    public static double StudentAtLevel(double level, double df) => StudentQuantile((1 + level) / 2, df);

    public static double FisherAbove(double f, double df1, double df2) =>
        double.IsNaN(f) ? double.NaN : f <= 0 ? 1 : double.IsInfinity(f) ? 0 : Beta(df2 / 2, df1 / 2, df2, df1 * f);

    /// <summary>Quantile of F: df1 F / (df1 F + df2) has a beta distribution.</summary>
    public static double FisherQuantile(double p, double df1, double df2)
    {
        double x = BetaQuantile(p, df1 / 2, df2 / 2);
        return df2 * x / (df1 * (1 - x));
    }

    public static double ChiSquareAbove(double chi2) => chi2 <= 0 ? 1 : SpecialFunctions.Erfc(Math.Sqrt(chi2 / 2));

    public static double BetaBelow(double x, double a, double b) => IncompleteBeta.Regularised(a, b, x);

    /// <summary>Quantile of the beta distribution: bisection in the logit of x, then Newton's steps.</summary>
    public static double BetaQuantile(double p, double a, double b)
    {
        double low = -700, high = 700;
        for (int i = 0; i < 200 && high - low > 1e-13 * Math.Max(1, Math.Abs(low)); i++)
        {
            double middle = (low + high) / 2;
            (low, high) = BetaBelow(Logistic(middle), a, b) < p ? (middle, high) : (low, middle);
        }

        return Logistic((low + high) / 2);
    }

    /// <summary>P(X &lt;= k) for a fair coin thrown n times.</summary>
    public static double CoinAtMost(double k, double n) => k < 0 ? 0 : k >= n ? 1 : IncompleteBeta.Regularised(n - k, k + 1, 0.5);

    /// <summary>P(X = k) for a fair coin thrown n times.</summary>
    public static double CoinExactly(double k, double n) =>
        Math.Exp(SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1) - (n * Math.Log(2)));

    /// <summary>log(1 + x) for small x.</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) || u == 0 ? Math.Log(u) : Math.Log(u) * x / (u - 1);
    }

    /// <summary>exp(x) - 1 for small x.</summary>
    public static double ExpM1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : double.IsInfinity(u) ? u : (u - 1) * x / Math.Log(u);
    }

    // I at p / (p + q), and at its complement where that is the smaller: 1 - x would lose digits.
    private static double Beta(double a, double b, double p, double q) => IncompleteBeta.Regularised(a, b, p / (p + q), q / (p + q));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
