namespace Amuro.Analysis.Statistics;

/// <summary>The share of items that get the same prediction in every prompt format, right or wrong.</summary>
public static class Consistency
{
    /// <summary>The share, 0 to 1; NaN without items or with fewer than two formats.</summary>
    /// <param name="predictions">[format][item] prediction.</param>
    /// <exception cref="ArgumentException">The formats differ in the number of items.</exception>
    public static double Of(IReadOnlyList<IReadOnlyList<string>> predictions)
    {
        int items = FormatTable.Items(predictions);
        return items == 0 || predictions.Count < 2
            ? double.NaN
            : Enumerable.Range(0, items).Average(i => predictions.All(f => f[i] == predictions[0][i]) ? 1.0 : 0.0);
    }
}
