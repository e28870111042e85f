namespace Amuro.Results;

/// <summary>Texts that occur many times, each kept once under a number.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>The number of a text.</summary>
    public int NumberOf(string text)
    {
        if (!_numbers.TryGetValue(text, out int number))
        {
            number = _texts.Count;
            _numbers.Add(text, number);
            _texts.Add(text);
        }

        return number;
    }

    /// <summary>The first text that was equal to this one.</summary>
    public string Same(string text) => _texts[NumberOf(text)];

    /// <summary>All texts by number.</summary>
    public string[] ToArray() => [.. _texts];

    /// <summary>Whether half of a surrogate pair stands alone, which no file can hold.</summary>
    public static bool IsBroken(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="AmuroException">A text that UTF-8 cannot hold.</exception>
    public static void Check(string path, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            if (IsBroken(text))
            {
                throw new AmuroException($"{path}: expected texts in valid Unicode, found half of a surrogate pair");
            }
        }
    }
}
