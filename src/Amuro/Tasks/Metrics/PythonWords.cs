namespace Amuro.Tasks.Metrics;

/// <summary>Words and white space as Python's <c>str</c> has them, for metrics that must equal those of Python programs.</summary>
internal static class PythonWords
{
    /// <summary>White space: that of .NET and U+001C to U+001F.</summary>
    public static bool IsSpace(char unit) => unit is >= '\u001C' and <= '\u001F' || char.IsWhiteSpace(unit);

    /// <summary><c>split()</c>: the pieces between runs of white space, empty ones left out.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool space = i == text.Length || IsSpace(text[i]);
            if (!space && start < 0)
            {
                start = i;
            }
            else if (space && start >= 0)
            {
                words.Add(text[start..i]);
                start = -1;
            }
        }

        return words;
    }

    /// <summary><c>rstrip()</c>: the text without white space at its end.</summary>
    public static string TrimEnd(string text)
    {
        int end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    /// <summary><c>len(re.split(r"\s+", text))</c>: runs of white space, and one.</summary>
    public static int CountPieces(string text)
    {
        int runs = 0;
        for (int i = 0; i < text.Length; i++)
        {
            runs += IsSpace(text[i]) && (i == 0 || !IsSpace(text[i - 1])) ? 1 : 0;
        }

        return runs + 1;
    }

    /// <summary>Whether a character is one of <c>string.punctuation</c>: ASCII, visible, neither letter nor digit.</summary>
    public static bool IsPunctuation(char unit) => unit is > ' ' and < '\u007F' && !char.IsAsciiLetterOrDigit(unit);

    /// <summary><c>lower()</c>: by .NET's invariant rules, and U+0130 as i with a combining dot, and sigma by its place.</summary>
    public static string ToLower(string text)
    {
        if (!text.AsSpan().ContainsAny('\u0130', '\u03A3'))
        {
            return text.ToLowerInvariant();
        }

        char[] units = text.ToCharArray();
        for (int i = 0; i < units.Length; i++)
        {
            bool final = units[i] == '\u03A3' && i > 0 && char.IsLetter(text[i - 1]) && (i + 1 == text.Length || !char.IsLetter(text[i + 1]));
            units[i] = final ? '\u03C2' : units[i];
        }

        return new string(units).Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
    }
}
