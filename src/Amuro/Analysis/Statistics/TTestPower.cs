using MathNet.Numerics.Integration;

namespace Amuro.Analysis.Statistics;

/// <summary>Power of the two-sided paired t test, from the noncentral t distribution (Cohen 1988, chapter 2).</summary>
public static class TTestPower
{
    /// <summary>The chance to reject at a given effect.</summary>
    /// <param name="effect">Mean difference over the standard deviation of the differences.</param>
    /// <param name="pairs">Number of pairs, at least 2.</param>
    /// <param name="alpha">Level of the test. Default 0.05.</param>
    /// <returns>Between 0 and 1; not estimable with fewer than two pairs or an effect that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not between 0 and 1.</exception>
    public static Quantity Power(double effect, int pairs, double alpha = 0.05)
    {
        Levels.Check(alpha);
        return pairs < 2 ? Quantity.None("at least 2 pairs are needed")
            : double.IsNaN(effect) ? Quantity.None("the effect is not a number")
            : new Quantity(Reject(effect * Math.Sqrt(pairs), pairs - 1, Probabilities.StudentAtLevel(1 - alpha, pairs - 1)));
    }

    /// <summary>The smallest effect that the test sees with a given chance.</summary>
    /// <param name="pairs">Number of pairs, at least 2.</param>
    /// <param name="alpha">Level of the test. Default 0.05.</param>
    /// <param name="power">Chance to see the effect, above alpha. Default 0.8.</param>
    /// <returns>Mean difference over the standard deviation of the differences; not estimable with fewer than two pairs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha or power is not between 0 and 1, or power not above alpha.</exception>
    public static Quantity SmallestEffect(int pairs, double alpha = 0.05, double power = 0.8)
    {
        Levels.Check(alpha);
        Levels.Check(power);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(power, alpha);
        if (pairs < 2)
        {
            return Quantity.None("at least 2 pairs are needed");
        }

        double low = 0, high = 1, critical = Probabilities.StudentAtLevel(1 - alpha, pairs - 1), root = Math.Sqrt(pairs);
        while (Reject(high * root, pairs - 1, critical) < power)
        {
            (low, high) = (high, 2 * high);
        }

        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Reject(middle * root, pairs - 1, critical) < power ? (middle, high) : (low, middle);
        }

        return new Quantity((low + high) / 2);
    }

    // P(|T| > t) for T = (Z + shift) / S: over the density of S, the root of a chi-squared variable over its degrees of freedom.
    private static double Reject(double shift, double df, double t)
    {
        double spread = 12 / Math.Sqrt(2 * df), from = Math.Max(0, 1 - spread), to = 1 + spread, sum = 0;
        double scale = (df / 2 * Math.Log(df / 2)) + Math.Log(2) - MathNet.Numerics.SpecialFunctions.GammaLn(df / 2);
        const int Parts = 16;
        for (int part = 0; part < Parts; part++)
        {
            double width = (to - from) / Parts;
            sum += GaussLegendreRule.Integrate(
                s => s <= 0 ? 0 : Math.Exp(scale + ((df - 1) * Math.Log(s)) - (df * s * s / 2))
                    * (Probabilities.NormalAbove((t * s) - shift) + Probabilities.NormalBelow((-t * s) - shift)),
                from + (part * width),
                from + ((part + 1) * width),
                20);
        }

        return sum;
    }
}
