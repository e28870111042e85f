using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Amuro.Tokenization;

/// <summary>The four classes of code points that the usual splitting patterns tell apart.</summary>
internal enum CodePointClass : byte
{
    Other,
    Letter,
    Number,
    Space,
}

/// <summary>
/// Character classes over Unicode code points (not UTF-16 units), as the regex engines of the reference have them:
/// \p{L}, \p{N} and \s of Oniguruma, \w of Rust, str.isspace of Python. Checked against classes.json by a test.
/// </summary>
internal static class CodePoints
{
    private static readonly CodePointClass[] BasicPlane = BuildBasicPlane();

    /// <summary>Class of the code point that begins at <paramref name="index"/>; a lone surrogate is Other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CodePointClass ClassAt(ReadOnlySpan<char> text, int index, out int width)
    {
        char unit = text[index];
        if (!char.IsSurrogate(unit))
        {
            width = 1;
            return BasicPlane[unit];
        }

        return AstralClassAt(text, index, out width);
    }

    /// <summary>\w of Rust's regex: Alphabetic, M, Nd, Pc, Join_Control.</summary>
    public static bool IsRustWord(Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.UppercaseLetter:
            case UnicodeCategory.LowercaseLetter:
            case UnicodeCategory.TitlecaseLetter:
            case UnicodeCategory.ModifierLetter:
            case UnicodeCategory.OtherLetter:
            case UnicodeCategory.LetterNumber:
            case UnicodeCategory.NonSpacingMark:
            case UnicodeCategory.SpacingCombiningMark:
            case UnicodeCategory.EnclosingMark:
            case UnicodeCategory.DecimalDigitNumber:
            case UnicodeCategory.ConnectorPunctuation:
                return true;
            default:
                // Join controls, and the circled or squared letters, which are symbols with the property Alphabetic.
                return rune.Value is 0x200C or 0x200D
                    or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
                    or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
        }
    }

    /// <summary>White space of Python's str.rstrip: that of .NET and U+001C to U+001F.</summary>
    public static bool IsPythonSpace(char unit) => unit is >= '\u001C' and <= '\u001F' || char.IsWhiteSpace(unit);

    /// <summary>Decodes the code point at <paramref name="index"/>; a lone surrogate gives U+FFFD and width 1.</summary>
    public static Rune RuneAt(ReadOnlySpan<char> text, int index, out int width)
    {
        Rune.DecodeFromUtf16(text[index..], out Rune rune, out width);
        return rune;
    }

    /// <summary>Decodes the code point that ends at <paramref name="end"/>.</summary>
    public static Rune RuneBefore(ReadOnlySpan<char> text, int end)
    {
        Rune.DecodeLastFromUtf16(text[..end], out Rune rune, out _);
        return rune;
    }

    private static CodePointClass AstralClassAt(ReadOnlySpan<char> text, int index, out int width)
    {
        Rune rune = RuneAt(text, index, out width);
        return ClassOf(rune);
    }

    private static CodePointClass ClassOf(Rune rune) =>
        Rune.IsLetter(rune) ? CodePointClass.Letter
        : Rune.IsNumber(rune) ? CodePointClass.Number
        : Rune.IsWhiteSpace(rune) ? CodePointClass.Space
        : CodePointClass.Other;

    private static CodePointClass[] BuildBasicPlane()
    {
        var table = new CodePointClass[0x10000];
        for (int unit = 0; unit < table.Length; unit++)
        {
            if (Rune.TryCreate(unit, out Rune rune))
            {
                table[unit] = ClassOf(rune);
            }
        }

        return table;
    }
}
