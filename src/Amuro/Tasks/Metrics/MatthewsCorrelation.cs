namespace Amuro.Tasks.Metrics;

/// <summary>
/// Matthews' correlation of labels and predictions for any number of classes (Gorodkin 2004), as scikit-learn's
/// <c>matthews_corrcoef</c> and so lm-evaluation-harness give it.
/// </summary>
public static class MatthewsCorrelation
{
    /// <summary>From -1 to 1; 0 if all labels or all predictions are the same; NaN without items, or if a prediction is missing.</summary>
    /// <param name="pairs">Right choices and predictions.</param>
    public static double Of(IReadOnlyList<LabelPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0 || pairs.Any(p => p.Predicted < 0))
        {
            return double.NaN;
        }

        int classes = 1 + pairs.Max(p => Math.Max(p.Gold, p.Predicted));
        var gold = new long[classes];
        var predicted = new long[classes];
        long right = 0;
        foreach (LabelPair pair in pairs)
        {
            gold[pair.Gold]++;
            predicted[pair.Predicted]++;
            right += pair.Gold == pair.Predicted ? 1 : 0;
        }

        double n = pairs.Count;
        double both = (right * n) - Product(gold, predicted);
        double spread = ((n * n) - Product(gold, gold)) * ((n * n) - Product(predicted, predicted));
        return spread == 0 ? 0 : both / Math.Sqrt(spread);
    }

    private static double Product(long[] a, long[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
