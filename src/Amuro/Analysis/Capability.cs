using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using MathNet.Numerics.Distributions;

namespace Amuro.Analysis;

/// <summary>Intervals of single scores, for the question whether a model does better than guessing.</summary>
internal static class Capability
{
    /// <summary>
    /// Interval of a score: Wilson's for choices, with the number of items divided by the design effect of their clusters;
    /// else the mean with Student's t and the clustered standard error.
    /// </summary>
    public static Interval IntervalOf(Cell cell, TaskCells task, double level, int half = Contrast.Whole)
    {
        (double score, double error, double n, int clusters) = Summary(cell, task, half);
        // Tables that give a standard error but no number of items.
        n = n == 0 && cell.Items is null && error > 0 ? double.PositiveInfinity : n;
        if (double.IsNaN(score) || n < 2)
        {
            return Interval.NotEstimable(level);
        }

        if (task.IsChoice && score is >= 0 and <= 1)
        {
            double effective = error > 0 ? Math.Min(n, score * (1 - score) / (error * error)) : n;
            effective = effective > 0 ? effective : n;
            return double.IsInfinity(effective)
                ? Interval.NotEstimable(level, "the number of items is not known")
                : WilsonInterval.Of(Math.Min(score * effective, effective), effective, level);
        }

        if (double.IsNaN(error) || (clusters < 2 && !double.IsInfinity(n)))
        {
            return Interval.NotEstimable(level);
        }

        double t = double.IsInfinity(n) ? Probabilities.NormalAtLevel(level) : StudentT.InvCDF(0, 1, clusters - 1, (1 + level) / 2);
        return new Interval(score - (t * error), score + (t * error), level);
    }

    /// <summary>Standard error of a score, clustered where there are items; NaN where it is not known.</summary>
    public static double ErrorOf(Cell cell, TaskCells task) => Summary(cell, task, Contrast.Whole).Error;

    private static (double Score, double Error, double N, int Clusters) Summary(Cell cell, TaskCells task, int half)
    {
        if (cell.Items is null)
        {
            return (cell.Score, cell.StandardError, cell.N, cell.N);
        }

        var values = new List<double>();
        var clusters = new List<int>();
        for (int i = 0; i < cell.Items.Length; i++)
        {
            if (!double.IsNaN(cell.Items[i]) && (half == Contrast.Whole || task.HalfOfItem(i) == half))
            {
                values.Add(cell.Items[i]);
                clusters.Add(task.ClusterOfItem[i]);
            }
        }

        return values.Count == 0
            ? (double.NaN, double.NaN, 0, 0)
            : (values.Average(), ClusteredStandardError.Of(values, clusters), values.Count, clusters.Distinct().Count());
    }
}
