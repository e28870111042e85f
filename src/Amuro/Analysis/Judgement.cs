namespace Amuro.Analysis;

/// <summary>From an effect and its interval to a verdict.</summary>
internal static class Judgement
{
    /// <summary>
    /// Supported: the effect reaches the smallest one that matters and its interval excludes 0 on that side.
    /// Not supported: the interval excludes every effect that matters. Else inconclusive.
    /// </summary>
    /// <param name="estimate">The effect.</param>
    /// <param name="direction">+1 or -1: the side that the question asks about.</param>
    /// <param name="minimumEffect">Smallest effect that matters.</param>
    public static Verdict Of(Estimate estimate, int direction, double minimumEffect)
    {
        if (!estimate.IsEstimable)
        {
            return Verdict.NotEstimable;
        }

        double value = direction * estimate.Value;
        double near = direction > 0 ? estimate.Interval.Low : -estimate.Interval.High;
        double far = direction > 0 ? estimate.Interval.High : -estimate.Interval.Low;
        return near > 0 && value >= minimumEffect ? Verdict.Supported
            : far <= minimumEffect ? Verdict.NotSupported
            : Verdict.Inconclusive;
    }
}
