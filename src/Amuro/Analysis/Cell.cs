using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Names one evaluation: one model on one task in one format.</summary>
internal readonly record struct CellKey(long Step, Stage Stage, string TunedOn, string Task, string Format, int Seed);

/// <summary>The scores of one evaluation.</summary>
internal sealed class Cell
{
    /// <summary>Mean over the items.</summary>
    public double Score { get; set; } = double.NaN;

    public double StandardError { get; set; } = double.NaN;

    public int N { get; set; }

    /// <summary>Score of each item of the task, NaN where the item was not evaluated; null without item records.</summary>
    public double[]? Items { get; set; }

    /// <summary>Prediction of each item of the task.</summary>
    public string?[]? Predictions { get; set; }

    /// <summary>Mean of several evaluations of the same items.</summary>
    public static Cell Mean(IReadOnlyList<Cell> cells)
    {
        if (cells.Count == 1)
        {
            return cells[0];
        }

        return new Cell
        {
            Score = cells.Average(c => c.Score),
            StandardError = cells.Average(c => c.StandardError),
            N = cells.Min(c => c.N),
            Items = cells.All(c => c.Items is not null)
                ? [.. Enumerable.Range(0, cells[0].Items!.Length).Select(i => cells.Average(c => c.Items![i]))]
                : null,
        };
    }

    /// <summary>Mean over the items of one half; NaN if there are none.</summary>
    public double ScoreIn(int half, TaskCells task)
    {
        (double sum, int count) = (0, 0);
        for (int i = 0; Items is not null && i < Items.Length; i++)
        {
            if (!double.IsNaN(Items[i]) && task.HalfOfItem(i) == half)
            {
                sum += Items[i];
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
