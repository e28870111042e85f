using System.Globalization;
using System.Text.RegularExpressions;

namespace Amuro.Training;

public abstract partial record LearningRateSchedule
{
    /// <summary>The schedule of a text that <c>ToString</c> gave.</summary>
    /// <exception cref="AmuroException">No schedule has that text.</exception>
    internal static LearningRateSchedule Parse(string text)
    {
        if (((LearningRateSchedule[])[Constant, Linear, Cosine]).FirstOrDefault(s => s.ToString() == text) is { } known)
        {
            return known;
        }

        LearningRateSchedule? found = null;
        if (StableDecayText().Match(text) is { Success: true } decay)
        {
            found = WarmupStableDecay(Number(decay.Groups[1].Value));
        }
        else if (FactorsText().Match(text) is { Success: true } factors)
        {
            found = FromFactors(factors.Groups[1].Value.Split(", ").Select(Number));
        }

        return found?.ToString() == text
            ? found
            : throw new AmuroException($"Learning rate schedule: expected constant, linear, cosine, a warmup-stable-decay or factors, found '{text}'");
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    [GeneratedRegex("^warmup-stable-decay over the last (.+) of the steps$")]
    private static partial Regex StableDecayText();

    [GeneratedRegex(@"^factors \[(.+)\]$")]
    private static partial Regex FactorsText();
}
