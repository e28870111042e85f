using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Contrasts;

/// <summary>Scores of the same items before and after fine-tuning.</summary>
internal sealed record PairedItems(double[] Before, double[] After, int Runs)
{
    private static readonly McNemarResult s_noItems = new("there are no item records");
    private static readonly McNemarResult s_graded = new("McNemar's test is for scores of 0 and 1");

    /// <summary>Pairs of the items that all evaluations have, means over the runs; none without item records.</summary>
    public static PairedItems Of(Cell before, IReadOnlyList<Cell> after)
    {
        if (before.Items is not { } first || after.Any(c => c.Items is null))
        {
            return new PairedItems([], [], after.Count);
        }

        (List<double> a, List<double> b) = ([], []);
        for (int i = 0; i < first.Length; i++)
        {
            double mean = 0;
            foreach (Cell cell in after)
            {
                mean += cell.Items![i] / after.Count;
            }

            if (!double.IsNaN(first[i] + mean))
            {
                a.Add(first[i]);
                b.Add(mean);
            }
        }

        return new PairedItems([.. a], [.. b], after.Count);
    }

    public double EffectSize => Before.Length < 2 ? double.NaN : Statistics.EffectSize.Of(Before, After).DZ;

    public McNemarResult McNemar()
    {
        if (Before.Length == 0)
        {
            return s_noItems;
        }

        if (Runs > 1)
        {
            return new McNemarResult($"McNemar's test is of two models, and there are {Wording.Count(Runs, "fine-tuning run")}");
        }

        var counts = new long[4];
        for (int i = 0; i < Before.Length; i++)
        {
            if (Before[i] is not (0 or 1) || After[i] is not (0 or 1))
            {
                return s_graded;
            }

            counts[(2 * (int)Before[i]) + (int)After[i]]++;
        }

        return Statistics.McNemar.Test(bothRight: counts[3], onlyFirst: counts[2], onlySecond: counts[1], bothWrong: counts[0]);
    }
}
