namespace Amuro.Analysis.Statistics;

/// <summary>A correlation of ranks and its test by Student's t.</summary>
/// <param name="Rho">The correlation, -1 to 1.</param>
/// <param name="PValue">Two-sided p of no correlation.</param>
/// <param name="T">Student's t; infinite for a correlation of -1 or 1.</param>
/// <param name="DegreesOfFreedom">Its degrees of freedom.</param>
/// <param name="Reason">Why it cannot be estimated; null if it can.</param>
public sealed record CorrelationResult(double Rho, double PValue, double T, int DegreesOfFreedom, string? Reason = null) : Statistic(Reason)
{
    internal static CorrelationResult None(int degreesOfFreedom, string reason) => new(double.NaN, double.NaN, double.NaN, Math.Max(0, degreesOfFreedom), reason);

    internal static CorrelationResult WithT(double rho, int degreesOfFreedom)
    {
        double t = rho * Math.Sqrt(degreesOfFreedom / ((1 - rho) * (1 + rho)));
        return new CorrelationResult(rho, Probabilities.StudentTwoSided(t, degreesOfFreedom), t, degreesOfFreedom);
    }
}
