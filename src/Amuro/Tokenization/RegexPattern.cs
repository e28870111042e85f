using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Amuro.Tokenization;

/// <summary>
/// Any other regular expression, run by .NET's engine over a shadow of the text in which each astral code point is one
/// BMP character of the same general category, so that a code point is one unit.
/// </summary>
internal sealed class RegexPattern : TextPattern
{
    // \w of Oniguruma: Alphabetic, marks, decimal digits, connectors, and the numbers of Latin-1.
    private const string WordClass = @"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u00B2\u00B3\u00B9\u00BC-\u00BE\u24B6-\u24E9";

    private readonly Regex regex;

    public RegexPattern(string pattern, string where)
    {
        try
        {
            // Oniguruma's syntax: ^ and $ hold at every line, see WordClass for \w.
            regex = new Regex(Translate(pattern), RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Compiled);
        }
        catch (ArgumentException error)
        {
            throw new AmuroException($"{where}: this regular expression is not supported: {pattern.ReplaceLineEndings(" ")}", error);
        }
    }

    public override void FindMatches(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            foreach (ValueMatch match in regex.EnumerateMatches(text))
            {
                matches.Add(new TextRange(match.Index, match.Index + match.Length));
            }

            return;
        }

        (string shadow, int[] starts) = Shadow(text);
        foreach (ValueMatch match in regex.EnumerateMatches(shadow))
        {
            matches.Add(new TextRange(starts[match.Index], starts[match.Index + match.Length]));
        }
    }

    private static (string Text, int[] Starts) Shadow(ReadOnlySpan<char> text)
    {
        var shadow = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        for (int index = 0; index < text.Length;)
        {
            Rune rune = CodePoints.RuneAt(text, index, out int width);
            shadow.Append(rune.IsBmp ? (char)rune.Value : StandIn(rune));
            starts.Add(index);
            index += width;
        }

        starts.Add(text.Length);
        return (shadow.ToString(), [.. starts]);
    }

    // Rare characters without a case partner in ASCII, which no pattern is likely to name.
    private static char StandIn(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => '\u10A0',
        UnicodeCategory.LowercaseLetter => '\u2D00',
        UnicodeCategory.TitlecaseLetter => '\u1FFC',
        UnicodeCategory.ModifierLetter => '\u10FC',
        UnicodeCategory.OtherLetter => '\u1401',
        UnicodeCategory.NonSpacingMark => '\u1DFF',
        UnicodeCategory.SpacingCombiningMark => '\uA880',
        UnicodeCategory.EnclosingMark => '\u20E4',
        UnicodeCategory.DecimalDigitNumber => '\uABF0',
        UnicodeCategory.LetterNumber => '\u3029',
        UnicodeCategory.OtherNumber => '\u2460',
        UnicodeCategory.ConnectorPunctuation => '\uFE4F',
        UnicodeCategory.DashPunctuation => '\u2E40',
        UnicodeCategory.OpenPunctuation => '\u2E28',
        UnicodeCategory.ClosePunctuation => '\u2E29',
        UnicodeCategory.InitialQuotePunctuation => '\u2E20',
        UnicodeCategory.FinalQuotePunctuation => '\u2E21',
        UnicodeCategory.OtherPunctuation => '\uA8CE',
        UnicodeCategory.MathSymbol => '\u2A00',
        UnicodeCategory.CurrencySymbol => '\uA838',
        UnicodeCategory.ModifierSymbol => '\uA720',
        UnicodeCategory.OtherSymbol => CodePoints.IsRustWord(rune) ? '\u24B6' : '\u2800',
        UnicodeCategory.Format => '\u2064',
        UnicodeCategory.PrivateUse => '\uF8F0',
        _ => '\uFFFE',
    };

    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        int classDepth = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            char unit = pattern[i];
            if (unit == '\\' && i + 1 < pattern.Length)
            {
                char escaped = pattern[++i];
                if (escaped == 'w')
                {
                    result.Append(classDepth > 0 ? WordClass : $"[{WordClass}]");
                }
                else if (escaped == 'W' && classDepth == 0)
                {
                    result.Append($"[^{WordClass}]");
                }
                else if (escaped is 'h' or 'H' or 'R' or 'X' or 'K' or 'W')
                {
                    throw new ArgumentException($"\\{escaped} means something else in Oniguruma");
                }
                else
                {
                    result.Append(unit).Append(escaped);
                }

                continue;
            }

            classDepth += unit == '[' ? 1 : unit == ']' && classDepth > 0 ? -1 : 0;
            if (classDepth > 1)
            {
                throw new ArgumentException("a class inside a class");
            }

            result.Append(unit);
        }

        return result.ToString();
    }
}
