namespace Amuro.Analysis.Statistics;

/// <summary>
/// PSS, the PromptSensiScore of ProSA (Zhuo et al. 2024, arXiv 2410.12405): how far the score of one item moves from prompt to
/// prompt, averaged over the items. 0: every item scores the same in all formats.
/// </summary>
public static class PromptSensitivityScore
{
    /// <summary>Mean of |yi - yj| over all pairs of formats; NaN with fewer than two.</summary>
    /// <param name="scores">Score of one item in each format.</param>
    public static double OfItem(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        int n = scores.Count;
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                sum += Math.Abs(scores[i] - scores[j]);
            }
        }

        return n < 2 ? double.NaN : sum / (n * (n - 1) / 2.0);
    }

    /// <summary>Mean of <see cref="OfItem"/> over the items; NaN without items or with fewer than two formats.</summary>
    /// <param name="scores">[format][item] score of each item in each format.</param>
    /// <exception cref="ArgumentException">The formats differ in the number of items.</exception>
    public static double Of(IReadOnlyList<IReadOnlyList<double>> scores)
    {
        int items = FormatTable.Items(scores);
        return items == 0 ? double.NaN : Enumerable.Range(0, items).Average(i => OfItem([.. scores.Select(f => f[i])]));
    }
}
