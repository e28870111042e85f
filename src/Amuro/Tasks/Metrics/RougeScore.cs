namespace Amuro.Tasks.Metrics;

/// <summary>Precision, recall and their harmonic mean, each from 0 to 1.</summary>
/// <param name="Precision">Common part over the prediction's size.</param>
/// <param name="Recall">Common part over the target's size.</param>
/// <param name="F">2pr / (p + r); 0 if both are 0.</param>
public readonly record struct RougeScore(double Precision, double Recall, double F)
{
    /// <summary>The score of a common part; 0 for all three where a side is empty.</summary>
    /// <param name="common">Size of the common part.</param>
    /// <param name="target">Size of the target.</param>
    /// <param name="prediction">Size of the prediction.</param>
    public static RougeScore From(int common, int target, int prediction)
    {
        if (target == 0 || prediction == 0 || common == 0)
        {
            return default;
        }

        double precision = (double)common / prediction;
        double recall = (double)common / target;
        return new RougeScore(precision, recall, 2 * precision * recall / (precision + recall));
    }

    /// <summary>The best of several targets by <see cref="F"/>; the first of equals.</summary>
    /// <param name="targets">The targets, at least one.</param>
    /// <param name="score">The score against one of them.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static RougeScore Best(IReadOnlyList<string> targets, Func<string, RougeScore> score)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(score);
        if (targets.Count == 0)
        {
            throw new ArgumentException("expected at least one target, found none", nameof(targets));
        }

        RougeScore best = score(targets[0]);
        foreach (string target in targets.Skip(1))
        {
            RougeScore next = score(target);
            best = next.F > best.F ? next : best;
        }

        return best;
    }
}
