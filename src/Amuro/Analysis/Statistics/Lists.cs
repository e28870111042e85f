using System.Runtime.CompilerServices;

namespace Amuro.Analysis.Statistics;

/// <summary>Checks of lists, and their moments.</summary>
internal static class Lists
{
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static void CheckPairs(
        IReadOnlyList<double> first,
        IReadOnlyList<double> second,
        [CallerArgumentExpression(nameof(first))] string firstName = "",
        [CallerArgumentExpression(nameof(second))] string secondName = "")
    {
        ArgumentNullException.ThrowIfNull(first, firstName);
        ArgumentNullException.ThrowIfNull(second, secondName);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"Expected as many values as in '{firstName}' ({first.Count}), found {second.Count}.", secondName);
        }
    }

    /// <summary>Why nothing can be estimated: too few values, or one that is not a finite number. Null if something can.</summary>
    public static string? Problem(IReadOnlyList<double> values, int minimum, string what = "values") =>
        values.Count < minimum ? $"at least {minimum} {what} are needed, found {values.Count}"
        : values.All(double.IsFinite) ? null
        : $"one of the {what} is not a finite number";

    public static string? Problem(IReadOnlyList<double> first, IReadOnlyList<double> second, int minimum, string what = "pairs") =>
        Problem(first, minimum, what) ?? Problem(second, minimum, what);

    public static double[] Differences(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var differences = new double[a.Count];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = b[i] - a[i];
        }

        return differences;
    }

    public static double Mean(IReadOnlyList<double> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Count; i++)
        {
            sum += values[i];
        }

        return sum / values.Count;
    }

    public static double SumOfSquares(IReadOnlyList<double> values)
    {
        double mean = Mean(values), sum = 0;
        for (int i = 0; i < values.Count; i++)
        {
            sum += (values[i] - mean) * (values[i] - mean);
        }

        return sum;
    }

    /// <summary>Standard deviation, n - 1 in the denominator; exactly 0 for values that are all the same.</summary>
    public static double Deviation(IReadOnlyList<double> values) =>
        IsConstant(values) ? 0 : Math.Sqrt(SumOfSquares(values) / (values.Count - 1));

    public static bool IsConstant(IReadOnlyList<double> values)
    {
        for (int i = 1; i < values.Count; i++)
        {
            if (values[i] != values[0])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Pearson's correlation; NaN if one list is constant.</summary>
    public static double Correlation(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (IsConstant(x) || IsConstant(y))
        {
            return double.NaN;
        }

        double mx = Mean(x), my = Mean(y), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Count; i++)
        {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }

        // One root of the product is exact for a perfect correlation of ranks; two are needed where the product leaves the range of doubles.
        double root = xx * yy is > 1e-290 and < 1e290 ? Math.Sqrt(xx * yy) : Math.Sqrt(xx) * Math.Sqrt(yy);
        return Math.Clamp(xy / root, -1, 1);
    }
}
