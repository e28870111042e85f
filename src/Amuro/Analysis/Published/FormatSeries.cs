using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Published;

/// <summary>Formats of one task over the checkpoints, with tests of their trends.</summary>
public sealed record FormatSeries
{
    /// <summary>Task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Task that the models were fine-tuned on; empty for base models.</summary>
    public required string TunedOn { get; init; }

    /// <summary>One entry for each checkpoint, by step.</summary>
    public required IReadOnlyList<FormatComparison> Checkpoints { get; init; }

    /// <summary>Trend of <see cref="FormatComparison.Spread"/>.</summary>
    public required MannKendallResult SpreadTrend { get; init; }

    /// <summary>Trend of <see cref="FormatComparison.RelativeSpread"/>.</summary>
    public required MannKendallResult RelativeSpreadTrend { get; init; }

    /// <summary>Gathers the checkpoints of a series.</summary>
    /// <param name="task">Task evaluated.</param>
    /// <param name="tunedOn">Task that the models were fine-tuned on; empty for base models.</param>
    /// <param name="checkpoints">The checkpoints, in any order.</param>
    public static FormatSeries Of(string task, string tunedOn, IEnumerable<FormatComparison> checkpoints)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        FormatComparison[] sorted = [.. checkpoints.OrderBy(c => c.Step)];
        var series = new FormatSeries
        {
            Task = task,
            TunedOn = tunedOn,
            Checkpoints = Array.AsReadOnly(sorted),
            SpreadTrend = null!,
            RelativeSpreadTrend = null!,
        };
        return series with { SpreadTrend = series.Trend(c => c.Spread), RelativeSpreadTrend = series.Trend(c => c.RelativeSpread) };
    }

    /// <summary>Tests any figure of the checkpoints for a trend.</summary>
    /// <param name="figure">The figure.</param>
    public MannKendallResult Trend(Func<FormatComparison, double> figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return MannKendall.Test([.. Checkpoints.Select(c => (double)c.Step)], [.. Checkpoints.Select(figure)]);
    }
}
