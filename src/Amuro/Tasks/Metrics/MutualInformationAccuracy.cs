namespace Amuro.Tasks.Metrics;

/// <summary>Whether the choice that the context makes most more likely is the right one.</summary>
internal sealed class MutualInformationAccuracy() : ChoiceMetric("acc_mutual_info")
{
    public override bool NeedsUnconditional => true;

    public override int Predict(ChoiceOutcome item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Check(item, item.LogLikelihoods, nameof(item.LogLikelihoods));
        Check(item, item.UnconditionalLogLikelihoods, nameof(item.UnconditionalLogLikelihoods));
        return Highest(item.Choices.Count, i => item.LogLikelihoods[i] - item.UnconditionalLogLikelihoods[i]);
    }
}
