using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>The fits at all places where a series may change.</summary>
/// <param name="Places">Index of the point at which each fit changes: the first of the second part, or the one of the hinge.</param>
/// <param name="Squares">Sum of squared residuals of each fit.</param>
/// <param name="Best">The place with the least sum, the first of several; -1 if there is none.</param>
/// <param name="BestSquares">The least sum.</param>
/// <param name="F">Mean square saved over mean square left; infinite if nothing is left.</param>
public sealed record ChangePointSearch(ImmutableArray<int> Places, ImmutableArray<double> Squares, int Best, double BestSquares, double F)
{
    internal static ChangePointSearch None { get; } = new([], [], -1, double.NaN, double.NaN);

    internal static ChangePointSearch Of(int[] places, Func<int, double> squares, double whole, int parameters, int degreesLeft)
    {
        double[] sums = [.. places.Select(squares)];
        int best = Array.IndexOf(sums, sums.Min());
        return new ChangePointSearch([.. places], [.. sums], places[best], sums[best], Ratio(whole, sums[best], parameters, degreesLeft));
    }

    internal static double Ratio(double whole, double left, int parameters, int degreesLeft) =>
        (whole - left) / parameters / (left / degreesLeft);
}

/// <summary>Result of two lines.</summary>
/// <param name="Search">The fits at all places.</param>
/// <param name="LineSquares">Sum of squared residuals of one line.</param>
/// <param name="SlopeBefore">Slope before the best place.</param>
/// <param name="SlopeAfter">Slope after it.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record TwoLinesResult(
    ChangePointSearch Search, double LineSquares, double SlopeBefore, double SlopeAfter, string? Reason = null) : Statistic(Reason);

/// <summary>Result of two lines that meet anywhere.</summary>
/// <param name="Knot">Position where they meet.</param>
/// <param name="Squares">Sum of squared residuals.</param>
/// <param name="F">Mean square saved over mean square left, with 2 and n - 4 degrees of freedom.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record HingeResult(double Knot, double Squares, double F, string? Reason = null) : Statistic(Reason);

/// <summary>Result of two means.</summary>
/// <param name="Search">The fits at all places.</param>
/// <param name="ConstantSquares">Sum of squared residuals of one mean.</param>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record MeanShiftResult(ChangePointSearch Search, double ConstantSquares, string? Reason = null) : Statistic(Reason);
