using System.Globalization;
using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>The tokens inside a tag: names, numbers, literals with Python's escapes, signs.</summary>
internal static class TagLexer
{
    private static readonly string[] Signs =
    [
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",",
    ];

    /// <summary>The token that begins at <paramref name="at"/>, which stands on no white space and before the end.</summary>
    public static TemplateToken Next(TemplateSource source, ref int at)
    {
        string text = source.Text;
        int start = at;
        char first = text[start];
        if (char.IsLetter(first) || first == '_')
        {
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }

            return new TemplateToken(TokenKind.Name, text[start..at], start);
        }

        if (char.IsAsciiDigit(first))
        {
            return Number(source, ref at);
        }

        if (first is '\'' or '"')
        {
            return new TemplateToken(TokenKind.Literal, Literal(source, ref at), start);
        }

        foreach (string sign in Signs)
        {
            if (string.CompareOrdinal(text, start, sign, 0, sign.Length) == 0)
            {
                at += sign.Length;
                return new TemplateToken(TokenKind.Sign, sign, start);
            }
        }

        throw source.Error(start, $"expected a name, a number, a literal or a sign, found '{CodePoints.RuneAt(text, start, out _)}'");
    }

    private static TemplateToken Number(TemplateSource source, ref int at)
    {
        string text = source.Text;
        int start = at;
        SkipDigits(text, ref at);
        bool isFloat = at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]);
        if (isFloat)
        {
            at++;
            SkipDigits(text, ref at);
        }

        if (at < text.Length && (char.IsLetter(text[at]) || text[at] == '_'))
        {
            throw source.Error(start, $"numbers with '{text[at]}' are not supported");
        }

        return new TemplateToken(isFloat ? TokenKind.Float : TokenKind.Integer, text[start..at], start);
    }

    private static void SkipDigits(string text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }

    private static string Literal(TemplateSource source, ref int at)
    {
        string text = source.Text;
        int start = at;
        char quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length)
        {
            char unit = text[at++];
            if (unit == quote)
            {
                return value.ToString();
            }

            if (unit == '\\' && at < text.Length)
            {
                Escape(source, ref at, value);
            }
            else
            {
                value.Append(unit);
            }
        }

        throw source.Error(start, $"expected {quote} at the end of this literal, found none");
    }

    private static void Escape(TemplateSource source, ref int at, StringBuilder value)
    {
        int start = at - 1;
        char unit = source.Text[at++];
        switch (unit)
        {
            case '\n':
                break;
            case '\\' or '\'' or '"':
                value.Append(unit);
                break;
            case 'x' or 'u' or 'U':
                int digits = unit == 'x' ? 2 : unit == 'u' ? 4 : 8;
                if (at + digits > source.Text.Length
                    || !int.TryParse(source.Text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                    || !(Rune.IsValid(code) || code is >= 0xD800 and < 0xE000))
                {
                    throw source.Error(start, $"expected {digits} hexadecimal digits of a character after '\\{unit}', found something else");
                }

                at += digits;
                value.Append(Rune.IsValid(code) ? new Rune(code).ToString() : ((char)code).ToString());
                break;
            case >= '0' and <= '7' or 'N':
                throw source.Error(start, $"the escape '\\{unit}' is not supported");
            default:
                int index = "abfnrtv".IndexOf(unit, StringComparison.Ordinal);
                _ = index < 0 ? value.Append('\\').Append(unit) : value.Append("\a\b\f\n\r\t\v"[index]);
                break;
        }
    }
}
