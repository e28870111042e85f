namespace Amuro.Tasks.Metrics;

/// <summary>A statistic of all labels and predictions of a task; its standard error is bootstrapped.</summary>
internal sealed class LabelMetric(string name, Func<IReadOnlyList<LabelPair>, double> statistic, double chance) : ChoiceMetric(name)
{
    internal override bool IsAccuracy => false;

    internal override double ConstantLevel => chance;

    public override int Predict(ChoiceOutcome item) => Accuracy.Predict(item);

    internal override MeanScore Aggregate(IReadOnlyList<double> scores, IReadOnlyList<LabelPair> pairs, int resamples)
    {
        double value = statistic(pairs);
        return new MeanScore(value, double.IsNaN(value) ? double.NaN : BootstrapError.Of(pairs, statistic, resamples), pairs.Count);
    }
}
