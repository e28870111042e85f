using MathNet.Numerics;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// The regularised incomplete beta function by its continued fraction (DLMF 8.17.22; modified Lentz): the fraction takes about
/// sqrt(max(a, b)) terms, so it is exact for thousands of items too.
/// </summary>
internal static class IncompleteBeta
{
    public static double Regularised(double a, double b, double x) => Regularised(a, b, x, 1 - x);

    /// <param name="a">First parameter.</param>
    /// <param name="b">Second parameter.</param>
    /// <param name="x">Where.</param>
    /// <param name="y">1 - x, to full precision.</param>
    public static double Regularised(double a, double b, double x, double y)
    {
        if (x <= 0 || y <= 0)
        {
            return x <= 0 ? 0 : 1;
        }

        double front = Math.Exp(SpecialFunctions.GammaLn(a + b) - SpecialFunctions.GammaLn(a) - SpecialFunctions.GammaLn(b) + (a * Math.Log(x)) + (b * Math.Log(y)));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, y) / b);
    }

    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), h = d;
        for (int m = 1; m < 100_000; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            double step = d * c;
            h *= step;
            if (Math.Abs(step - 1) < 3e-16)
            {
                break;
            }
        }

        return h;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
