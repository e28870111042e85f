using MathNet.Numerics.LinearAlgebra;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// Guards <see cref="Overtraining"/> against curves that rise and level off: a parabola must fall after its peak, the curve need not
/// (Simonsohn 2018, AMPPS 1:538). Two lines that meet at the parabola's peak: the second must fall.
/// </summary>
internal static class LateFall
{
    private const int PointsAfter = 2;

    /// <summary>One-sided p of the second line not falling, Student's t with n - 3 degrees of freedom.</summary>
    /// <param name="tokens">Tokens, or steps, seen at each checkpoint; above 0.</param>
    /// <param name="y">Score of each checkpoint.</param>
    /// <param name="fit">The parabola.</param>
    /// <returns>p; 1 if the parabola has no peak with two checkpoints after it, NaN if there is no parabola.</returns>
    public static double PValue(IReadOnlyList<double> tokens, IReadOnlyList<double> y, OvertrainingResult fit)
    {
        if (!fit.IsEstimable)
        {
            return double.NaN;
        }

        double[] after = [.. tokens.Select(t => Math.Max(0, Math.Log(t) - fit.PeakLogTokens))];
        double[] before = [.. tokens.Select(t => Math.Min(0, Math.Log(t) - fit.PeakLogTokens))];
        if (!fit.IsPeak || after.Count(v => v > 0) < PointsAfter || before.Count(v => v < 0) < PointsAfter)
        {
            return 1;
        }

        double df = tokens.Count - 3;
        Matrix<double> design = Matrix<double>.Build.DenseOfColumns([[.. tokens.Select(_ => 1.0)], before, after]);
        Vector<double> values = Vector<double>.Build.DenseOfEnumerable(y);
        var qr = design.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        Vector<double> c = qr.Solve(values), residuals = values - (design * c);
        Matrix<double> inverse = qr.R.Inverse();
        double variance = residuals.DotProduct(residuals) / df * (inverse * inverse.Transpose())[2, 2];
        return Probabilities.StudentAbove(-c[2] / Math.Sqrt(variance), df);
    }
}
