namespace Amuro.Analysis.Statistics;

/// <summary>
/// Variance within and between groups by restricted maximum likelihood (Patterson and Thompson 1971, Biometrika 58:545). With groups of
/// the same size and a positive estimate it equals the ANOVA method's; with other sizes it uses the data better.
/// </summary>
public static class RestrictedMaximumLikelihood
{
    private const int GridPoints = 400;

    /// <summary>Splits the variance.</summary>
    /// <param name="groups">Values of each group.</param>
    /// <returns>The components; not estimable without two groups, one of them with two values, or with no variation within groups.</returns>
    /// <exception cref="ArgumentException">A group has no values.</exception>
    public static RemlResult Of(IReadOnlyList<IReadOnlyList<double>> groups)
    {
        Groups data = new(groups);
        string? problem = data.Problem ?? (data.Within > 0 ? null : "there is no variation within groups");
        if (problem is not null)
        {
            return new RemlResult(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, problem);
        }

        double ratio = BestRatio(data);
        Profile best = new(data, ratio);
        return new RemlResult(
            best.Mean, Math.Sqrt(best.Within / best.Weight), best.Within, ratio * best.Within, -best.MinusTwoLogLikelihood / 2);
    }

    // The profile over t = between / within may have several minima: the best point of a grid first, then the root of the derivative.
    private static double BestRatio(Groups data)
    {
        double[] grid = [0, .. Enumerable.Range(0, GridPoints).Select(i => Math.Pow(10, -8 + (16.0 * i / (GridPoints - 1))))];
        int best = Enumerable.Range(0, grid.Length).MinBy(i => new Profile(data, grid[i]).MinusTwoLogLikelihood);
        if (best == 0 && new Profile(data, 0).Slope >= 0)
        {
            return 0;
        }

        (double low, double high) = (grid[Math.Max(0, best - 1)], grid[Math.Min(grid.Length - 1, best + 1)]);
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = new Profile(data, middle).Slope < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The likelihood at one ratio of variances, mean and variance within being the best for it.</summary>
    private readonly struct Profile
    {
        public Profile(Groups data, double ratio)
        {
            (double weight, double sum, double logs) = (0, 0, 0);
            for (int i = 0; i < data.Sizes.Length; i++)
            {
                double w = data.Sizes[i] / (1 + (data.Sizes[i] * ratio));
                weight += w;
                sum += w * data.Means[i];
                logs += Math.Log(1 + (data.Sizes[i] * ratio));
            }

            (double squares, double slope, double weightSlope) = (data.Within, 0, 0);
            for (int i = 0; i < data.Sizes.Length; i++)
            {
                double w = data.Sizes[i] / (1 + (data.Sizes[i] * ratio)), residual = data.Means[i] - (sum / weight);
                squares += w * residual * residual;
                slope -= w * w * residual * residual;
                weightSlope -= w * w;
            }

            double df = data.Total - 1;
            Weight = weight;
            Mean = sum / weight;
            Within = squares / df;
            MinusTwoLogLikelihood = (df * Math.Log(2 * Math.PI * Within)) + logs + Math.Log(weight) + df;
            Slope = (slope / Within) + weight + (weightSlope / weight);
        }

        public double Weight { get; }

        public double Mean { get; }

        public double Within { get; }

        public double MinusTwoLogLikelihood { get; }

        /// <summary>Derivative of <see cref="MinusTwoLogLikelihood"/> by the ratio.</summary>
        public double Slope { get; }
    }
}

/// <summary>Result of <see cref="RestrictedMaximumLikelihood"/>.</summary>
/// <param name="Mean">Generalised least squares mean.</param>
/// <param name="MeanError">Its standard error.</param>
/// <param name="VarianceWithin">Variance within groups.</param>
/// <param name="VarianceBetween">Variance between groups, at least 0.</param>
/// <param name="LogLikelihood">Restricted log-likelihood with all constants.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record RemlResult(
    double Mean, double MeanError, double VarianceWithin, double VarianceBetween, double LogLikelihood, string? Reason = null) : Statistic(Reason)
{
    /// <summary>Share of the variance that lies between groups.</summary>
    public double Icc => VarianceBetween / (VarianceBetween + VarianceWithin);
}
