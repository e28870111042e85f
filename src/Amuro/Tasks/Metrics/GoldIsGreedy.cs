namespace Amuro.Tasks.Metrics;

/// <summary>Whether the right choice is what the model would have written greedily.</summary>
internal sealed class GoldIsGreedy() : ChoiceMetric("exact_match")
{
    internal override bool IsAccuracy => false;

    public override int Predict(ChoiceOutcome item) => Accuracy.Predict(item);

    public override double Score(ChoiceOutcome item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Check(item, item.IsGreedy, nameof(item.IsGreedy));
        return item.IsGreedy[item.Gold] ? 1 : 0;
    }
}
