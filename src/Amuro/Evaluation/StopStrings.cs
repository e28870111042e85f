using Amuro.Tokenization;

namespace Amuro.Evaluation;

/// <summary>The texts at which generation ends and before which its text is cut.</summary>
internal sealed class StopStrings
{
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly (string Text, int Tail)[] _stops;

    /// <summary>Prepares the stop strings for a tokenizer; its end-of-sequence text is one more.</summary>
    public StopStrings(HuggingFaceTokenizer tokenizer, IEnumerable<string> stops)
    {
        _tokenizer = tokenizer;
        IEnumerable<string> all = tokenizer.EosToken is { Length: > 0 } eos ? stops.Append(eos) : stops;
        _stops = [.. all.Where(s => s.Length > 0).Select(s => (s, tokenizer.Encode(s, addSpecialTokens: false).Length + 2))];
    }

    /// <summary>Whether a stop string is in the last tokens generated: as many as it has itself, and two.</summary>
    public bool Reached(List<int> generated)
    {
        foreach ((string text, int tail) in _stops)
        {
            int[] last = [.. generated.Skip(Math.Max(0, generated.Count - tail))];
            if (_tokenizer.Decode(last, skipSpecialTokens: false).Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands before the first occurrence of each stop string.</summary>
    public string Cut(string text)
    {
        foreach ((string stop, _) in _stops)
        {
            int at = text.IndexOf(stop, StringComparison.Ordinal);
            text = at < 0 ? text : text[..at];
        }

        return text;
    }
}
