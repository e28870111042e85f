namespace Amuro.Tasks.Metrics;

/// <summary>F1 of a two-choice task, choice 1 being the positive class: what scikit-learn's <c>f1_score</c> and so lm-evaluation-harness give.</summary>
public static class BinaryF1
{
    /// <summary>2 TP / (2 TP + FP + FN); 0 if that is 0 / 0; NaN without items, or if a prediction is missing.</summary>
    /// <param name="pairs">Right choices and predictions.</param>
    /// <exception cref="AmuroException">A gold label or prediction is above 1: F1 of several classes would have to be averaged.</exception>
    public static double Of(IReadOnlyList<LabelPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        int hits = 0;
        int predicted = 0;
        int gold = 0;
        foreach (LabelPair pair in pairs)
        {
            if (pair.Gold is < 0 or > 1 || pair.Predicted > 1)
            {
                throw new AmuroException(FormattableString.Invariant(
                    $"metric 'f1': expected a task with the two choices 0 and 1, found the choice {Math.Max(pair.Gold, pair.Predicted)}; 'mcc' takes any number"));
            }

            if (pair.Predicted < 0)
            {
                return double.NaN;
            }

            hits += pair.Gold & pair.Predicted;
            predicted += pair.Predicted;
            gold += pair.Gold;
        }

        return pairs.Count == 0 ? double.NaN : predicted + gold == 0 ? 0 : 2.0 * hits / (predicted + gold);
    }
}
