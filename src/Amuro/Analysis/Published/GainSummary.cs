using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Published;

/// <summary>Gains over several cells: means of differences, means of ratios, and the ratio of sums, which no small base score drives.</summary>
public sealed record GainSummary
{
    /// <summary>The cells, in the order given.</summary>
    public required IReadOnlyList<GainCell> Cells { get; init; }

    /// <summary>Number of cells.</summary>
    public int N => Cells.Count;

    /// <summary>Mean of the differences; NaN without cells.</summary>
    public required double RawMean { get; init; }

    /// <summary>Sample deviation (n - 1) of the differences; NaN with fewer than two cells.</summary>
    public required double RawDeviation { get; init; }

    /// <summary>Mean of the ratios of the cells whose base score is not 0; NaN without any.</summary>
    public required double RatioMean { get; init; }

    /// <summary>Sample deviation (n - 1) of the ratios; NaN with fewer than two.</summary>
    public required double RatioDeviation { get; init; }

    /// <summary>Median of the ratios; NaN without any.</summary>
    public required double RatioMedian { get; init; }

    /// <summary>Sum of the differences over the sum of the base scores; NaN where that is 0.</summary>
    public required double RatioOfSums { get; init; }

    /// <summary>The cell without which the mean of the ratios would be furthest from what it is; null with fewer than two ratios.</summary>
    public required GainCell? MostInfluential { get; init; }

    /// <summary>The mean of the ratios without <see cref="MostInfluential"/>; NaN where there is none.</summary>
    public required double RatioMeanWithout { get; init; }

    /// <summary>The (first) cell with the smallest base score; null without cells.</summary>
    public required GainCell? SmallestBase { get; init; }

    /// <summary>Sums up cells.</summary>
    /// <param name="cells">The cells.</param>
    public static GainSummary Of(IEnumerable<GainCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        GainCell[] all = [.. cells];
        GainCell[] rated = [.. all.Where(c => !double.IsNaN(c.Ratio))];
        double[] raw = [.. all.Select(c => c.Raw)];
        double[] ratios = [.. rated.Select(c => c.Ratio)];
        double mean = Mean(ratios);
        GainCell? most = rated.Length < 2 ? null : rated.MaxBy(c => Math.Abs(c.Ratio - mean));
        double bases = all.Sum(c => c.Base);
        return new GainSummary
        {
            Cells = Array.AsReadOnly(all),
            RawMean = Mean(raw),
            RawDeviation = Deviation(raw),
            RatioMean = mean,
            RatioDeviation = Deviation(ratios),
            RatioMedian = Quantiles.Median([.. ratios.Order()]),
            RatioOfSums = bases == 0 ? double.NaN : raw.Sum() / bases,
            MostInfluential = most,
            RatioMeanWithout = most is null ? double.NaN : ((mean * ratios.Length) - most.Ratio) / (ratios.Length - 1),
            SmallestBase = all.MinBy(c => c.Base),
        };
    }

    /// <summary>The same over the cells of one pair of training and evaluated task.</summary>
    /// <param name="tunedOn">Task that the models were fine-tuned on.</param>
    /// <param name="task">Task evaluated.</param>
    public GainSummary Pair(string tunedOn, string task) => Of(Cells.Where(c => c.TunedOn == tunedOn && c.Task == task));

    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Average();

    private static double Deviation(double[] values)
    {
        double mean = Mean(values);
        return values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
