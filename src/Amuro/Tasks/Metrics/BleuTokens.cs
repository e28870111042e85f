using System.Text.RegularExpressions;

namespace Amuro.Tasks.Metrics;

/// <summary>The tokens of mteval-v13a, the default of sacrebleu.</summary>
internal static partial class BleuTokens
{
    public static List<string> Of(string text)
    {
        string line = PythonWords.TrimEnd(text)
            .Replace("<skipped>", "", StringComparison.Ordinal)
            .Replace("-\n", "", StringComparison.Ordinal)
            .Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);
        line = Symbols().Replace($" {line} ", " $1 ");
        line = MarkAfterNonDigit().Replace(line, "$1 $2 ");
        line = MarkBeforeNonDigit().Replace(line, " $1 $2");
        return PythonWords.Split(DashAfterDigit().Replace(line, "$1 $2 "));
    }

    [GeneratedRegex(@"([\{-~\[-` -&\(-\+:-@/])", RegexOptions.CultureInvariant)]
    private static partial Regex Symbols();

    [GeneratedRegex(@"([^0-9])([\.,])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkAfterNonDigit();

    [GeneratedRegex(@"([\.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkBeforeNonDigit();

    [GeneratedRegex(@"([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
