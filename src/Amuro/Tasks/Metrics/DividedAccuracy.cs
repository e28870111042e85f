namespace Amuro.Tasks.Metrics;

/// <summary>Whether the choice with the highest log-likelihood, divided by some measure of its length, is the right one.</summary>
internal sealed class DividedAccuracy(string name, Func<ChoiceOutcome, int, double> divisor) : ChoiceMetric(name)
{
    public override int Predict(ChoiceOutcome item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Check(item, item.LogLikelihoods, nameof(item.LogLikelihoods));
        if (this == TokenAccuracy)
        {
            Check(item, item.TokenCounts, nameof(item.TokenCounts));
        }

        return Highest(item.Choices.Count, i => item.LogLikelihoods[i] / divisor(item, i));
    }

    public static double Tokens(ChoiceOutcome item, int choice) => item.TokenCounts[choice];

    public static double CodePoints(string text)
    {
        int count = 0;
        foreach (System.Text.Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
