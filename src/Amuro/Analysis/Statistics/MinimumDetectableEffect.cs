namespace Amuro.Analysis.Statistics;

/// <summary>The smallest difference of two models that an evaluation can show (Miller 2024, arXiv 2411.00640, section 5).</summary>
public static class MinimumDetectableEffect
{
    /// <summary>(z(1 - alpha / 2) + z(power)) sqrt((omega^2 + sa^2 / ka + sb^2 / kb) / n).</summary>
    /// <param name="items">Number of items, or of clusters of them.</param>
    /// <param name="betweenItems">Variance over the items of the difference of the two models' expected scores, omega^2.</param>
    /// <param name="withinA">Mean variance of a score of the first model on one item, sampled again and again.</param>
    /// <param name="withinB">The same of the second model.</param>
    /// <param name="samplesA">Samples of the first model per item. Default 1.</param>
    /// <param name="samplesB">Samples of the second model per item. Default 1.</param>
    /// <param name="alpha">Level of the two-sided test. Default 0.05.</param>
    /// <param name="power">Chance to see the effect. Default 0.8.</param>
    /// <returns>The effect; not estimable with less than one item or a variance that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A variance is negative, a number of samples below 1, or alpha or power not between 0 and 1.</exception>
    public static Quantity Of(
        double items, double betweenItems, double withinA = 0, double withinB = 0, int samplesA = 1, int samplesB = 1, double alpha = 0.05, double power = 0.8)
    {
        double variance = Variance(betweenItems, withinA, withinB, samplesA, samplesB);
        return !(items >= 1) ? Quantity.None("at least 1 item is needed")
            : double.IsNaN(variance) ? Quantity.None("a variance is not a number")
            : new Quantity(Quantiles(alpha, power) * Math.Sqrt(variance / items));
    }

    /// <summary>How many items show an effect of a given size; round up.</summary>
    /// <param name="effect">The difference to be seen.</param>
    /// <param name="betweenItems">Variance over the items of the difference of the two models' expected scores, omega^2.</param>
    /// <param name="withinA">Mean variance of a score of the first model on one item, sampled again and again.</param>
    /// <param name="withinB">The same of the second model.</param>
    /// <param name="samplesA">Samples of the first model per item. Default 1.</param>
    /// <param name="samplesB">Samples of the second model per item. Default 1.</param>
    /// <param name="alpha">Level of the two-sided test. Default 0.05.</param>
    /// <param name="power">Chance to see the effect. Default 0.8.</param>
    /// <returns>The number; not estimable for an effect of 0 or a variance that is not a number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A variance is negative, a number of samples below 1, or alpha or power not between 0 and 1.</exception>
    public static Quantity Items(
        double effect, double betweenItems, double withinA = 0, double withinB = 0, int samplesA = 1, int samplesB = 1, double alpha = 0.05, double power = 0.8)
    {
        double variance = Variance(betweenItems, withinA, withinB, samplesA, samplesB), z = Quantiles(alpha, power);
        return double.IsNaN(effect) || effect == 0 ? Quantity.None("no number of items shows an effect of 0")
            : double.IsNaN(variance) ? Quantity.None("a variance is not a number")
            : new Quantity(z * z * variance / (effect * effect));
    }

    private static double Quantiles(double alpha, double power)
    {
        Levels.Check(alpha);
        Levels.Check(power);
        return Probabilities.NormalQuantile(1 - (alpha / 2)) + Probabilities.NormalQuantile(power);
    }

    private static double Variance(double betweenItems, double withinA, double withinB, int samplesA, int samplesB)
    {
        if (Math.Min(Math.Min(betweenItems, withinA), withinB) < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(betweenItems), "Expected variances of at least 0.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(samplesA, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesB, 1);
        return betweenItems + (withinA / samplesA) + (withinB / samplesB);
    }
}
