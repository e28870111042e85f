namespace Amuro.Tasks.Metrics;

/// <summary>A way to pick one of an item's choices from their log-likelihoods; the score is 1 if the gold one is picked.</summary>
/// <remarks>Conventions of lm-evaluation-harness 0.4.13: ties go to the first, lengths are those of the choice without the delimiter.</remarks>
public sealed class ChoiceMetric
{
    private readonly Func<string, double> _divisor;

    private ChoiceMetric(string name, Func<string, double> divisor)
    {
        Name = name;
        _divisor = divisor;
    }

    /// <summary><c>acc</c>: the highest sum of log-probabilities.</summary>
    public static ChoiceMetric Accuracy { get; } = new("acc", _ => 1);

    /// <summary><c>acc_norm</c>: the highest sum divided by the length of the choice in Unicode code points.</summary>
    public static ChoiceMetric NormalisedAccuracy { get; } = new("acc_norm", CodePoints);

    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<ChoiceMetric> All { get; } = [Accuracy, NormalisedAccuracy];

    /// <summary>Name in the tables.</summary>
    public string Name { get; }

    /// <summary>Index of the choice taken; -1 if a log-likelihood is NaN, or there are none.</summary>
    /// <param name="logLikelihoods">Sum of natural-log probabilities of each choice's tokens.</param>
    /// <param name="choices">The choices' texts.</param>
    /// <exception cref="ArgumentException">The two have different lengths.</exception>
    public int Predict(IReadOnlyList<double> logLikelihoods, IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(logLikelihoods);
        ArgumentNullException.ThrowIfNull(choices);
        if (logLikelihoods.Count != choices.Count)
        {
            throw new ArgumentException($"expected {choices.Count} log-likelihoods, one a choice, found {logLikelihoods.Count}", nameof(logLikelihoods));
        }

        int best = -1;
        double highest = double.NaN;
        for (int i = 0; i < choices.Count; i++)
        {
            double value = logLikelihoods[i] / _divisor(choices[i]);
            if (double.IsNaN(value))
            {
                return -1;
            }

            if (best < 0 || value > highest)
            {
                (best, highest) = (i, value);
            }
        }

        return best;
    }

    /// <summary>1 if the gold choice is taken, 0 if another, NaN if none can be told (a missing score is not a wrong one).</summary>
    /// <param name="logLikelihoods">Sum of natural-log probabilities of each choice's tokens.</param>
    /// <param name="choices">The choices' texts.</param>
    /// <param name="gold">Index of the right choice.</param>
    /// <inheritdoc cref="Predict" path="/exception"/>
    public double Score(IReadOnlyList<double> logLikelihoods, IReadOnlyList<string> choices, int gold)
    {
        int taken = Predict(logLikelihoods, choices);
        return taken < 0 ? double.NaN : taken == gold ? 1 : 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double CodePoints(string text)
    {
        int count = 0;
        foreach (System.Text.Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
