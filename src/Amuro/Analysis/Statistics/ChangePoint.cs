namespace Amuro.Analysis.Statistics;

/// <summary>
/// Where a series changes: two free lines (Quandt 1958, JASA 53:873), two lines that meet (Hudson 1966, JASA 61:1097) or two means
/// (Hinkley 1970, Biometrika 57:1). Of equal sums of squares the first wins.
/// </summary>
/// <remarks>The break is searched for, so F has no F distribution without a break: it orders fits and gives no p.</remarks>
public static class ChangePoint
{
    /// <summary>Two lines, the second starting at some point.</summary>
    /// <param name="x">Positions, ascending.</param>
    /// <param name="y">Values, as many.</param>
    /// <param name="minimumSize">Fewest points of each line, at least 2. Default 2.</param>
    /// <returns>The fits; not estimable without that many points on both sides, five in all, or with positions that do not ascend.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fewest points are below 2.</exception>
    public static TwoLinesResult TwoLines(IReadOnlyList<double> x, IReadOnlyList<double> y, int minimumSize = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumSize, 2);
        (double[] px, double[] py, string? problem) = Points(x, y, Math.Max(5, 2 * minimumSize));
        if (problem is not null)
        {
            return new TwoLinesResult(ChangePointSearch.None, double.NaN, double.NaN, double.NaN, problem);
        }

        int n = px.Length;
        double whole = LineSums.Through(px, py).Squares;
        int[] places = [.. Enumerable.Range(minimumSize, n - (2 * minimumSize) + 1)];
        ChangePointSearch search = ChangePointSearch.Of(places, k => Before(k).Squares + After(k).Squares, whole, 2, n - 4);
        return new TwoLinesResult(search, whole, Before(search.Best).Slope, After(search.Best).Slope);

        LineSums Before(int k) => LineSums.Through(px.AsSpan(0, k), py.AsSpan(0, k));
        LineSums After(int k) => LineSums.Through(px.AsSpan(k), py.AsSpan(k));
    }

    /// <summary>Two lines that meet in one of the inner points.</summary>
    /// <param name="x">Positions, ascending.</param>
    /// <param name="y">Values, as many.</param>
    /// <returns>The fits; not estimable with fewer than four points or positions that do not ascend.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static TwoLinesResult HingeAtPoints(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (double[] px, double[] py, string? problem) = Points(x, y, 4);
        if (problem is not null)
        {
            return new TwoLinesResult(ChangePointSearch.None, double.NaN, double.NaN, double.NaN, problem);
        }

        double whole = LineSums.Through(px, py).Squares;
        int[] places = [.. Enumerable.Range(1, px.Length - 2)];
        ChangePointSearch search = ChangePointSearch.Of(places, k => Hinge(px, py, px[k]).Squares, whole, 1, px.Length - 3);
        (_, double before, double after) = Hinge(px, py, px[search.Best]);
        return new TwoLinesResult(search, whole, before, after);
    }

    /// <summary>Two lines that meet anywhere between the second and the last but one point.</summary>
    /// <param name="x">Positions, ascending.</param>
    /// <param name="y">Values, as many.</param>
    /// <returns>The fit; not estimable with fewer than five points or positions that do not ascend.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static HingeResult HingeAnywhere(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (double[] px, double[] py, string? problem) = Points(x, y, 5);
        if (problem is not null)
        {
            return new HingeResult(double.NaN, double.NaN, double.NaN, problem);
        }

        // Between two points the best hinge is where the free lines of both sides meet, if that is between them; else it is at a point.
        int n = px.Length;
        (double knot, double squares) = (px[1], double.PositiveInfinity);
        for (int k = 1; k < n - 1; k++)
        {
            Try(px[k], Hinge(px, py, px[k]).Squares);
            if (k + 1 < n - 1)
            {
                LineSums before = LineSums.Through(px.AsSpan(0, k + 1), py.AsSpan(0, k + 1)), after = LineSums.Through(px.AsSpan(k + 1), py.AsSpan(k + 1));
                double meets = px[k] + ((after.At(px[k]) - before.At(px[k])) / (before.Slope - after.Slope));
                if (meets > px[k] && meets < px[k + 1])
                {
                    Try(meets, before.Squares + after.Squares);
                }
            }
        }

        return new HingeResult(knot, squares, ChangePointSearch.Ratio(LineSums.Through(px, py).Squares, squares, 2, n - 4));

        void Try(double at, double sum) => (knot, squares) = sum < squares ? (at, sum) : (knot, squares);
    }

    /// <summary>Two means, the second from some point on.</summary>
    /// <param name="y">Values in their order.</param>
    /// <returns>The fits; not estimable with fewer than three values or one that is not a finite number.</returns>
    public static MeanShiftResult MeanShift(IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(y);
        if (Lists.Problem(y, 3) is { } problem)
        {
            return new MeanShiftResult(ChangePointSearch.None, double.NaN, problem);
        }

        double[] values = [.. y];
        double whole = Lists.SumOfSquares(values);
        int[] places = [.. Enumerable.Range(1, values.Length - 1)];
        return new MeanShiftResult(
            ChangePointSearch.Of(places, k => Lists.SumOfSquares(values[..k]) + Lists.SumOfSquares(values[k..]), whole, 1, values.Length - 2), whole);
    }

    private static (double[] X, double[] Y, string? Problem) Points(IReadOnlyList<double> x, IReadOnlyList<double> y, int minimum)
    {
        Lists.CheckPairs(x, y);
        bool ascend = Enumerable.Range(1, Math.Max(0, x.Count - 1)).All(i => x[i] > x[i - 1]);
        return ([.. x], [.. y], Lists.Problem(x, y, minimum, "points") ?? (ascend ? null : "the positions do not ascend"));
    }

    // The part of the bend that a line does not explain, times the best factor, is what the hinge adds to the line.
    private static (double Squares, double Before, double After) Hinge(double[] x, double[] y, double knot)
    {
        double[] bend = [.. x.Select(v => Math.Max(0, v - knot))];
        LineSums ofY = LineSums.Through(x, y), ofBend = LineSums.Through(x, bend);
        (double product, double squares) = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double residual = bend[i] - ofBend.At(x[i]);
            product += residual * (y[i] - ofY.At(x[i]));
            squares += residual * residual;
        }

        double factor = product / squares, sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double residual = y[i] - ofY.At(x[i]) - (factor * (bend[i] - ofBend.At(x[i])));
            sum += residual * residual;
        }

        double before = ofY.Slope - (factor * ofBend.Slope);
        return (sum, before, before + factor);
    }
}
