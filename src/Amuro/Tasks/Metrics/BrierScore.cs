namespace Amuro.Tasks.Metrics;

/// <summary>
/// Brier's score (1950): the squared distance, summed over the choices, of their probabilities (the softmax of the log-likelihoods)
/// from 1 for the right one and 0 for the others. From 0, best, to 2. Its standard error is that of a mean; lm-evaluation-harness gives none.
/// </summary>
internal sealed class BrierScore() : ChoiceMetric("brier_score")
{
    public override bool HigherIsBetter => false;

    internal override bool IsAccuracy => false;

    public override int Predict(ChoiceOutcome item) => Accuracy.Predict(item);

    public override double Score(ChoiceOutcome item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Predict(item) < 0)
        {
            return double.NaN;
        }

        double highest = item.LogLikelihoods.Max();
        double[] parts = [.. item.LogLikelihoods.Select(l => Math.Exp(l - highest))];
        double sum = parts.Sum();
        return parts.Select((p, i) => (p / sum) - (i == item.Gold ? 1 : 0)).Sum(d => d * d);
    }
}
