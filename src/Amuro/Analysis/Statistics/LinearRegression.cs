namespace Amuro.Analysis.Statistics;

/// <summary>A straight line by ordinary least squares, with the usual tests (Draper and Smith 1998, Applied Regression Analysis).</summary>
public static class LinearRegression
{
    /// <summary>Fits y = intercept + slope x.</summary>
    /// <param name="x">Positions.</param>
    /// <param name="y">Values, as many.</param>
    /// <returns>The line; not estimable without two different positions. Errors and p need three points and values that differ.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static LinearRegressionResult Fit(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Lists.CheckPairs(x, y);
        string? problem = Lists.Problem(x, y, 2, "points") ?? (Lists.IsConstant(x) ? "all positions are the same" : null);
        if (problem is not null)
        {
            return new LinearRegressionResult(problem);
        }

        double mx = Lists.Mean(x), my = Lists.Mean(y), xx = 0, xy = 0;
        if (Lists.IsConstant(y))
        {
            return new LinearRegressionResult("all values are the same") { Slope = 0, Intercept = y[0] };
        }

        for (int i = 0; i < x.Count; i++)
        {
            xx += (x[i] - mx) * (x[i] - mx);
            xy += (x[i] - mx) * (y[i] - my);
        }

        double slope = xy / xx, intercept = my - (slope * mx), r = Lists.Correlation(x, y), n = x.Count, df = n - 2;
        if (df < 1)
        {
            return new LinearRegressionResult("errors need at least 3 points") { Slope = slope, Intercept = intercept, R = r };
        }

        double error = Math.Sqrt((1 - r) * (1 + r) * Lists.SumOfSquares(y) / xx / df);
        return new LinearRegressionResult
        {
            Slope = slope,
            Intercept = intercept,
            R = r,
            PValue = Probabilities.StudentTwoSided(r * Math.Sqrt(df / ((1 - r) * (1 + r))), df),
            SlopeError = error,
            InterceptError = error * Math.Sqrt((xx / n) + (mx * mx)),
        };
    }
}

/// <summary>Result of <see cref="LinearRegression"/>.</summary>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record LinearRegressionResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Slope: units of y per unit of x.</summary>
    public double Slope { get; init; } = double.NaN;

    /// <summary>Value of the line at 0.</summary>
    public double Intercept { get; init; } = double.NaN;

    /// <summary>Pearson's correlation.</summary>
    public double R { get; init; } = double.NaN;

    /// <summary>Two-sided p of no slope, Student's t with n - 2 degrees of freedom.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>Standard error of the slope.</summary>
    public double SlopeError { get; init; } = double.NaN;

    /// <summary>Standard error of the intercept.</summary>
    public double InterceptError { get; init; } = double.NaN;
}
