namespace Amuro.Analysis.Statistics;

/// <summary>
/// Variance of a table of rows and columns with one value each, such as checkpoints and seeds, by the ANOVA method, and the intraclass
/// correlations ICC(2,1) and ICC(3,1) (Shrout and Fleiss 1979, Psychological Bulletin 86:420).
/// </summary>
public static class CrossedVariance
{
    /// <summary>Splits the variance.</summary>
    /// <param name="table">Rows of values, such as one row per checkpoint and one column per seed.</param>
    /// <returns>The components; not estimable without two rows and columns, with a value that is not a finite number or without an error variance.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static CrossedVarianceResult Of(IReadOnlyList<IReadOnlyList<double>> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int n = table.Count, k = n == 0 ? 0 : table[0].Count;
        if (table.Any(row => row.Count != k))
        {
            throw new ArgumentException($"Expected {k} values in every row.", nameof(table));
        }

        string? problem = n < 2 || k < 2 ? $"at least 2 rows and 2 columns are needed, found {n} and {k}"
            : table.Any(row => row.Any(v => !double.IsFinite(v))) ? "a value is not a finite number"
            : null;
        if (problem is not null)
        {
            return new CrossedVarianceResult(problem);
        }

        double[] rows = [.. table.Select(Lists.Mean)], columns = [.. Enumerable.Range(0, k).Select(c => table.Sum(row => row[c]) / n)];
        double grand = Lists.Mean(rows), error = 0;
        for (int r = 0; r < n; r++)
        {
            for (int c = 0; c < k; c++)
            {
                double residual = table[r][c] - rows[r] - columns[c] + grand;
                error += residual * residual;
            }
        }

        double df = (n - 1.0) * (k - 1), msr = k * Lists.SumOfSquares(rows) / (n - 1), msc = n * Lists.SumOfSquares(columns) / (k - 1), mse = error / df;
        return new CrossedVarianceResult(mse > 0 ? null : "rows and columns explain everything: there is no error variance")
        {
            GrandMean = grand,
            MeanSquareRows = msr,
            MeanSquareColumns = msc,
            MeanSquareError = mse,
            RowsF = mse > 0 ? msr / mse : double.NaN,
            RowsPValue = mse > 0 ? Probabilities.FisherAbove(msr / mse, n - 1, df) : double.NaN,
            ColumnsF = mse > 0 ? msc / mse : double.NaN,
            ColumnsPValue = mse > 0 ? Probabilities.FisherAbove(msc / mse, k - 1, df) : double.NaN,
            VarianceRows = (msr - mse) / k,
            VarianceColumns = (msc - mse) / n,
            IccAgreement = (msr - mse) / (msr + ((k - 1) * mse) + (k * (msc - mse) / n)),
            IccConsistency = (msr - mse) / (msr + ((k - 1) * mse)),
        };
    }
}

/// <summary>Result of <see cref="CrossedVariance"/>.</summary>
/// <param name="Reason">Why some number cannot be estimated; null if all can.</param>
public sealed record CrossedVarianceResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>Mean of all values.</summary>
    public double GrandMean { get; init; } = double.NaN;

    /// <summary>Mean square of the rows.</summary>
    public double MeanSquareRows { get; init; } = double.NaN;

    /// <summary>Mean square of the columns.</summary>
    public double MeanSquareColumns { get; init; } = double.NaN;

    /// <summary>Mean square of what rows and columns leave: the error variance.</summary>
    public double MeanSquareError { get; init; } = double.NaN;

    /// <summary>F of the rows.</summary>
    public double RowsF { get; init; } = double.NaN;

    /// <summary>p of no difference of the rows.</summary>
    public double RowsPValue { get; init; } = double.NaN;

    /// <summary>F of the columns.</summary>
    public double ColumnsF { get; init; } = double.NaN;

    /// <summary>p of no difference of the columns.</summary>
    public double ColumnsPValue { get; init; } = double.NaN;

    /// <summary>Variance between rows; may come out negative.</summary>
    public double VarianceRows { get; init; } = double.NaN;

    /// <summary>Variance between columns; may come out negative.</summary>
    public double VarianceColumns { get; init; } = double.NaN;

    /// <summary>ICC(2,1): agreement, columns being a sample of all.</summary>
    public double IccAgreement { get; init; } = double.NaN;

    /// <summary>ICC(3,1): consistency, columns being all there are.</summary>
    public double IccConsistency { get; init; } = double.NaN;
}
