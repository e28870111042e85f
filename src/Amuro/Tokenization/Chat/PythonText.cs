using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>Text as Python has it: white space, stripping, and positions in code points.</summary>
internal static class PythonText
{
    public static bool IsSpace(ReadOnlySpan<char> text)
    {
        foreach (char unit in text)
        {
            if (!CodePoints.IsPythonSpace(unit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>strip, lstrip and rstrip; without <paramref name="characters"/> they take white space.</summary>
    public static string Strip(string text, bool left, bool right, string? characters = null)
    {
        int start = 0;
        int end = text.Length;
        while (left && start < end && Takes(text[start], characters))
        {
            start++;
        }

        while (right && end > start && Takes(text[end - 1], characters))
        {
            end--;
        }

        return text[start..end];
    }

    public static int Length(string text)
    {
        int surrogates = 0;
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                surrogates++;
                i++;
            }
        }

        return text.Length - surrogates;
    }

    public static List<object?> Characters(string text)
    {
        var characters = new List<object?>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int width = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            characters.Add(text.Substring(i, width));
            i += width;
        }

        return characters;
    }

    /// <summary>split and rsplit; without a separator at runs of white space, leaving out what is empty.</summary>
    public static List<object?> Split(string text, string? separator, int most, bool fromRight)
    {
        if (separator is not null)
        {
            return SplitAt(text, separator, most, fromRight);
        }

        var parts = new List<object?>();
        string rest = Strip(text, left: !fromRight, right: fromRight);
        while (rest.Length > 0)
        {
            int cut = most >= 0 && parts.Count >= most ? -1 : FindSpace(rest, fromRight);
            if (cut < 0)
            {
                parts.Add(rest);
                break;
            }

            parts.Add(fromRight ? rest[(cut + 1)..] : rest[..cut]);
            rest = fromRight ? Strip(rest[..cut], left: false, right: true) : Strip(rest[(cut + 1)..], left: true, right: false);
        }

        if (fromRight)
        {
            parts.Reverse();
        }

        return parts;
    }

    public static string Capitalize(string text) =>
        text.Length == 0 ? text : new StringBuilder(text.Length).Append(char.ToUpperInvariant(text[0])).Append(text[1..].ToLowerInvariant()).ToString();

    /// <summary>str.title: a letter after a character that is none is a capital.</summary>
    public static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        bool inside = false;
        foreach (char unit in text)
        {
            result.Append(inside ? char.ToLowerInvariant(unit) : char.ToUpperInvariant(unit));
            inside = char.IsLetter(unit);
        }

        return result.ToString();
    }

    private static List<object?> SplitAt(string text, string separator, int most, bool fromRight)
    {
        if (separator.Length == 0)
        {
            throw new TemplateFault("split: expected a separator, found an empty one");
        }

        var parts = new List<object?>();
        string rest = text;
        while (most < 0 || parts.Count < most)
        {
            int cut = fromRight ? rest.LastIndexOf(separator, StringComparison.Ordinal) : rest.IndexOf(separator, StringComparison.Ordinal);
            if (cut < 0)
            {
                break;
            }

            parts.Add(fromRight ? rest[(cut + separator.Length)..] : rest[..cut]);
            rest = fromRight ? rest[..cut] : rest[(cut + separator.Length)..];
        }

        parts.Add(rest);
        if (fromRight)
        {
            parts.Reverse();
        }

        return parts;
    }

    private static int FindSpace(string text, bool fromRight)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int at = fromRight ? text.Length - 1 - i : i;
            if (CodePoints.IsPythonSpace(text[at]))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool Takes(char unit, string? characters) =>
        characters is null ? CodePoints.IsPythonSpace(unit) : characters.Contains(unit, StringComparison.Ordinal);
}
