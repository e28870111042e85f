using Amuro.Results;

namespace Amuro.Analysis.Grid;

/// <summary>Names the evaluations of one task in one format by one stage of the models: all steps and seeds.</summary>
internal readonly record struct SeriesKey(Stage Stage, string TunedOn, string Task, string Format);

/// <summary>The scores of one evaluation.</summary>
internal sealed class Cell
{
    /// <summary>Stands for an item that was not evaluated.</summary>
    public const int NoPrediction = -1;

    private readonly IReadOnlyList<Cell>? _seeds;
    private double[]? _items;

    public Cell()
    {
    }

    private Cell(IReadOnlyList<Cell> seeds) => _seeds = seeds;

    /// <summary>Mean over the items.</summary>
    public double Score { get; set; } = double.NaN;

    public double StandardError { get; set; } = double.NaN;

    public int N { get; set; }

    /// <summary>Whether a row of scores was found, so that a second one is a duplicate.</summary>
    public bool HasRow { get; set; }

    /// <summary>Score of each item of the task, NaN where the item was not evaluated; null without item records.</summary>
    public double[]? Items
    {
        get => _items ??= MeanItems();
        set => _items = value;
    }

    /// <summary>Prediction of each item of the task, a number of its text; <see cref="NoPrediction"/> where the item was not evaluated.</summary>
    public int[]? Predictions { get; set; }

    /// <summary>Mean of several evaluations of the same items; those are averaged when they are asked for.</summary>
    public static Cell Mean(IReadOnlyList<Cell> cells) => cells.Count == 1 ? cells[0] : new Cell(cells)
    {
        Score = cells.Average(c => c.Score),
        StandardError = cells.Average(c => c.StandardError),
        N = cells.Min(c => c.N),
    };

    /// <summary>Mean over the items of one half; NaN if there are none.</summary>
    public double ScoreIn(int half, TaskCells task)
    {
        double[]? items = Items;
        (double sum, int count) = (0, 0);
        for (int i = 0; items is not null && i < items.Length; i++)
        {
            if (!double.IsNaN(items[i]) && task.HalfOfItem(i) == half)
            {
                sum += items[i];
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    // Two threads may both compute it; they find the same.
    private double[]? MeanItems() => _seeds is not null && _seeds.All(c => c.Items is not null)
        ? [.. Enumerable.Range(0, _seeds[0].Items!.Length).Select(i => _seeds.Average(c => c.Items![i]))]
        : null;
}
