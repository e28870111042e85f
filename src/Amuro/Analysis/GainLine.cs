using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>One data set: capability before and after, and what is known about the error before.</summary>
/// <param name="Before">Base capability.</param>
/// <param name="After">Fine-tuned capability.</param>
/// <param name="Error">Standard error of <paramref name="Before"/>; NaN where unknown.</param>
/// <param name="Halves">Base capability and gain on each half of the items; null without items.</param>
internal readonly record struct GainPoint(double Before, double After, double Error, (double Before, double Gain)[]? Halves)
{
    public double Gain => After - Before;
}

/// <summary>Fits <see cref="GainRelation"/>.</summary>
internal static class GainLine
{
    private const int Fewest = 5;

    // With less, more than half of the differences between base scores is error, and the corrected slope can be anything.
    private const double LeastReliability = 0.5;

    public static GainRelation Of(IReadOnlyList<GainPoint> points, double level)
    {
        GainPoint[] all = [.. points.Where(p => double.IsFinite(p.Before) && double.IsFinite(p.After))];
        double[] gains = [.. all.Select(p => p.Gain)];
        GainCorrection correction = all.Length == 0 ? GainCorrection.None
            : all.All(p => p.Halves is not null) ? GainCorrection.SplitHalves
            : all.All(p => !double.IsNaN(p.Error)) ? GainCorrection.StandardErrors
            : GainCorrection.None;
        double reliability = correction == GainCorrection.None || all.Length < 2 ? double.NaN
            : Moments(all, correction).Before / Variance([.. all.Select(p => p.Before)]);
        return new GainRelation
        {
            Plain = LinearRegression.Fit([.. all.Select(p => p.Before)], gains),
            Oldham = LinearRegression.Fit([.. all.Select(p => (p.Before + p.After) / 2)], gains),
            Correction = correction,
            Reliability = reliability,
            Slope = Slope(all, correction, reliability, level),
        };
    }

    private static Estimate Slope(GainPoint[] points, GainCorrection correction, double reliability, double level)
    {
        string? problem = points.Length < Fewest ? $"a slope over data sets needs at least {Fewest}, found {points.Length}"
            : correction == GainCorrection.None ? "a base score has neither item records nor a standard error"
            : !(reliability >= LeastReliability) ? "the base scores differ too little for their errors"
            : null;
        if (problem is not null)
        {
            return Estimate.None(problem, level);
        }

        int n = points.Length;
        double slope = Ratio(points, correction);
        double[] without = [.. Enumerable.Range(0, n).Select(i => Ratio([.. points.Where((_, k) => k != i)], correction))];
        double error = Math.Sqrt((n - 1.0) / n * Lists.SumOfSquares(without));
        double width = Probabilities.StudentAtLevel(level, n - 2) * error;
        return new Estimate(slope, new Interval(slope - width, slope + width, level), Probabilities.StudentTwoSided(slope / error, n - 2));
    }

    private static double Ratio(GainPoint[] points, GainCorrection correction) => Moments(points, correction) is var (gain, before) ? gain / before : double.NaN;

    // Covariance of gain and true base capability, and variance of the latter.
    private static (double Gain, double Before) Moments(GainPoint[] points, GainCorrection correction)
    {
        if (correction == GainCorrection.SplitHalves)
        {
            double[] first = [.. points.Select(p => p.Halves![0].Before)], second = [.. points.Select(p => p.Halves![1].Before)];
            double[] firstGain = [.. points.Select(p => p.Halves![0].Gain)], secondGain = [.. points.Select(p => p.Halves![1].Gain)];
            return ((Covariance(first, secondGain) + Covariance(second, firstGain)) / 2, Covariance(first, second));
        }

        double[] before = [.. points.Select(p => p.Before)];
        double error = points.Average(p => p.Error * p.Error);
        return (Covariance(before, [.. points.Select(p => p.Gain)]) + error, Variance(before) - error);
    }

    private static double Variance(double[] values) => Covariance(values, values);

    private static double Covariance(double[] x, double[] y)
    {
        double mx = Lists.Mean(x), my = Lists.Mean(y), sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (x[i] - mx) * (y[i] - my);
        }

        return sum / (x.Length - 1);
    }
}
