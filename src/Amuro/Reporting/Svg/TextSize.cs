using System.Globalization;
using System.Text;

namespace Amuro.Reporting.Svg;

/// <summary>Estimates widths of text without a font at hand; a little too wide rather than too narrow.</summary>
internal static class TextSize
{
    /// <summary>Width in pixels at a font size.</summary>
    public static double Width(string text, double fontSize) => fontSize * text.EnumerateRunes().Sum(Advance);

    /// <summary>The text itself if it fits, else its beginning and an ellipsis; never cuts inside a character.</summary>
    public static string Fit(string text, double width, double fontSize)
    {
        if (Width(text, fontSize) <= width)
        {
            return text;
        }

        var kept = new StringBuilder();
        double used = fontSize;
        TextElementEnumerator characters = StringInfo.GetTextElementEnumerator(text);
        while (characters.MoveNext())
        {
            string next = characters.GetTextElement();
            used += Width(next, fontSize);
            if (used > width)
            {
                break;
            }

            kept.Append(next);
        }

        return kept.Append('\u2026').ToString();
    }

    private static double Advance(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or '\'' or '|' or ':' or ';' or '!' => 0.32,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.9,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFF00 and <= 0xFF60 or >= 0x1F300 => 1.05,
        >= 'A' and <= 'Z' => 0.7,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format ? 0 : 0.58,
    };
}
