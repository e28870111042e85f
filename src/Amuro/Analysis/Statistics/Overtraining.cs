using MathNet.Numerics.LinearAlgebra;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// Does a score peak and fall again as pre-training goes on (Springer and others 2025, arXiv 2503.19206)? A parabola over the logarithm of
/// the tokens, and the test of Sasabuchi 1980 and Lind and Mehlum 2010 that it rises at the first point and falls at the last.
/// </summary>
public static class Overtraining
{
    /// <summary>Fits b0 + b1 u + b2 u^2 with u = ln tokens.</summary>
    /// <param name="tokens">Tokens, or steps, seen at each checkpoint; above 0, in any order but the first and last being the ends.</param>
    /// <param name="y">Score of each checkpoint.</param>
    /// <param name="level">Confidence level of the intervals. Default 0.95.</param>
    /// <returns>The fit; not estimable with fewer than four checkpoints, three different numbers of tokens, or tokens that are not above 0.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static OvertrainingResult Fit(IReadOnlyList<double> tokens, IReadOnlyList<double> y, double level = 0.95)
    {
        Lists.CheckPairs(tokens, y);
        Levels.Check(level);
        string? problem = Lists.Problem(tokens, y, 4, "checkpoints")
            ?? (tokens.Any(t => t <= 0) ? "numbers of tokens must be above 0" : tokens.Distinct().Count() < 3 ? "a parabola needs 3 different numbers of tokens" : null);
        if (problem is not null)
        {
            return new OvertrainingResult(problem) { PeakInterval = Interval.NotEstimable(level, problem), NormalPeakInterval = Interval.NotEstimable(level, problem) };
        }

        // The logarithms are shifted to their mean: their squares alone would lose digits.
        double[] logs = [.. tokens.Select(t => Math.Log(t))];
        double centre = Lists.Mean(logs);
        Matrix<double> design = Matrix<double>.Build.Dense(logs.Length, 3, (i, j) => Math.Pow(logs[i] - centre, j));
        Vector<double> values = Vector<double>.Build.DenseOfEnumerable(y);
        var qr = design.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        Vector<double> c = qr.Solve(values);
        Matrix<double> inverse = qr.R.Inverse();
        double df = logs.Length - 3, squares = (values - (design * c)).DotProduct(values - (design * c)), variance = squares / df;
        Matrix<double> covariance = inverse * inverse.Transpose() * variance;
        double shift = -c[1] / (2 * c[2]), peak = centre + shift, t = c[2] / Math.Sqrt(covariance[2, 2]);
        (double g1, double g2) = (-1 / (2 * c[2]), c[1] / (2 * c[2] * c[2]));
        double peakError = Math.Sqrt((g1 * g1 * covariance[1, 1]) + (2 * g1 * g2 * covariance[1, 2]) + (g2 * g2 * covariance[2, 2]));
        (double first, double firstT) = Slope(logs[0] - centre);
        (double last, double lastT) = Slope(logs[^1] - centre);
        int top = Enumerable.Range(0, y.Count).MaxBy(i => y[i]);
        return new OvertrainingResult
        {
            B0 = c[0] - (c[1] * centre) + (c[2] * centre * centre),
            B1 = c[1] - (2 * c[2] * centre),
            B2 = c[2],
            B2Error = Math.Sqrt(covariance[2, 2]),
            B2T = t,
            B2PValue = Probabilities.StudentTwoSided(t, df),
            ResidualVariance = variance,
            RSquared = 1 - (squares / Lists.SumOfSquares(y)),
            PeakLogTokens = peak,
            PeakLogTokensError = peakError,
            PeakValue = c[0] + (c[1] * shift / 2),
            PeakInterval = Around(Probabilities.StudentAtLevel(level, df)),
            NormalPeakInterval = Around(Probabilities.NormalAtLevel(level)),
            IsPeakInside = peak >= logs.Min() && peak <= logs.Max(),
            SlopeAtFirst = first,
            SlopeAtLast = last,
            RisePValue = Probabilities.StudentAbove(firstT, df),
            FallPValue = Probabilities.StudentAbove(-lastT, df),
            ObservedPeak = top,
            ObservedDecline = y[top] - y[^1],
            ObservedRelativeDecline = y[top] == 0 ? double.NaN : (y[top] - y[^1]) / y[top],
        };

        Interval Around(double width) => new(peak - (width * peakError), peak + (width * peakError), level);

        (double Slope, double T) Slope(double at)
        {
            double slope = c[1] + (2 * c[2] * at);
            return (slope, slope / Math.Sqrt(covariance[1, 1] + (4 * at * covariance[1, 2]) + (4 * at * at * covariance[2, 2])));
        }
    }
}

/// <summary>Result of <see cref="Overtraining"/>.</summary>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record OvertrainingResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Constant of the parabola.</summary>
    public double B0 { get; init; } = double.NaN;

    /// <summary>Factor of ln tokens.</summary>
    public double B1 { get; init; } = double.NaN;

    /// <summary>Factor of its square: below 0 for a peak.</summary>
    public double B2 { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="B2"/>.</summary>
    public double B2Error { get; init; } = double.NaN;

    /// <summary>Student's t of <see cref="B2"/>, n - 3 degrees of freedom.</summary>
    public double B2T { get; init; } = double.NaN;

    /// <summary>Two-sided p of <see cref="B2"/> being 0.</summary>
    public double B2PValue { get; init; } = double.NaN;

    /// <summary>Variance of the residuals.</summary>
    public double ResidualVariance { get; init; } = double.NaN;

    /// <summary>Share of the variance that the parabola explains.</summary>
    public double RSquared { get; init; } = double.NaN;

    /// <summary>Whether the parabola has a peak, not a trough.</summary>
    public bool IsPeak => B2 < 0;

    /// <summary>ln tokens at the peak or trough.</summary>
    public double PeakLogTokens { get; init; } = double.NaN;

    /// <summary>Its standard error by the delta method.</summary>
    public double PeakLogTokensError { get; init; } = double.NaN;

    /// <summary>Tokens at the peak or trough.</summary>
    public double PeakTokens => Math.Exp(PeakLogTokens);

    /// <summary>The parabola's value there.</summary>
    public double PeakValue { get; init; } = double.NaN;

    /// <summary>Interval of <see cref="PeakLogTokens"/> from Student's t.</summary>
    public Interval PeakInterval { get; init; } = Interval.NotEstimable(0.95);

    /// <summary>The same from the normal distribution.</summary>
    public Interval NormalPeakInterval { get; init; } = Interval.NotEstimable(0.95);

    /// <summary>Whether the peak lies within the checkpoints.</summary>
    public bool IsPeakInside { get; init; }

    /// <summary>Slope per ln token at the first checkpoint.</summary>
    public double SlopeAtFirst { get; init; } = double.NaN;

    /// <summary>Slope per ln token at the last checkpoint.</summary>
    public double SlopeAtLast { get; init; } = double.NaN;

    /// <summary>One-sided p of a rise at the first checkpoint.</summary>
    public double RisePValue { get; init; } = double.NaN;

    /// <summary>One-sided p of a fall at the last checkpoint.</summary>
    public double FallPValue { get; init; } = double.NaN;

    /// <summary>p of a rise and later fall: the larger of the two.</summary>
    public double PValue => Math.Max(RisePValue, FallPValue);

    /// <summary>Index of the highest score, the first of several.</summary>
    public int ObservedPeak { get; init; } = -1;

    /// <summary>Highest less last score.</summary>
    public double ObservedDecline { get; init; } = double.NaN;

    /// <summary>The same over the highest score; NaN if that is 0.</summary>
    public double ObservedRelativeDecline { get; init; } = double.NaN;
}
