using System.Globalization;
using System.Text.RegularExpressions;

namespace Amuro.Checkpoints;

/// <summary>What the name of a checkpoint's folder says: <c>step1000-tokens4B</c>, <c>checkpoint-1000</c>, <c>iter_0001000</c>.</summary>
internal static partial class StepName
{
    public static long? Step(string folderName)
    {
        Match match = StepPattern().Match(folderName);
        return match.Success && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : null;
    }

    public static long? Tokens(string folderName)
    {
        Match match = TokensPattern().Match(folderName);
        if (!match.Success || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return null;
        }

        long unit = match.Groups[2].Value.ToUpperInvariant() switch
        {
            "K" => 1_000,
            "M" => 1_000_000,
            "B" => 1_000_000_000,
            "T" => 1_000_000_000_000,
            _ => 1,
        };
        return number <= long.MaxValue / unit ? number * unit : null;
    }

    [GeneratedRegex(@"(?:^|[-_.])(?:global[-_]?step|step|checkpoint|ckpt|iteration|iter)[-_]?(\d+)(?=$|[-_.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StepPattern();

    [GeneratedRegex(@"(?:^|[-_.])tokens[-_]?(\d+)([KMBT]?)(?=$|[-_.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TokensPattern();
}
