using System.Text;

namespace Amuro.Tokenization;

/// <summary>Metaspace: blanks become a visible sign, one is put before the text, and words may be split before it.</summary>
internal sealed class MetaspaceSplitter(char replacement, string scheme, bool split) : TextSplitter
{
    public static MetaspaceSplitter Read(TokenizerJson json)
    {
        (char replacement, string scheme) = ReadScheme(json);
        return new MetaspaceSplitter(replacement, scheme, json.Flag("split", true));
    }

    /// <summary>The sign and the prepend scheme, which older files write as add_prefix_space.</summary>
    public static (char Replacement, string Scheme) ReadScheme(TokenizerJson json)
    {
        string replacement = json.TextOrNull("replacement") ?? "\u2581";
        string scheme = json.TextOrNull("prepend_scheme") ?? (json.Flag("add_prefix_space", true) ? "always" : "never");
        if (replacement.Length != 1)
        {
            throw json.Get("replacement").Wrong("one character");
        }

        return scheme is "always" or "first" or "never"
            ? (replacement[0], scheme)
            : throw json.Get("prepend_scheme").Wrong("always, first or never");
    }

    public override void Apply(WordList words)
    {
        var text = new StringBuilder(words.Text.Length + words.Ranges.Count);
        List<TextRange> result = words.BeginReplace();
        bool first = words.AtTextStart;
        foreach (TextRange word in words.Ranges)
        {
            ReadOnlySpan<char> span = words.Text.AsSpan(word.Start, word.End - word.Start);
            int start = text.Length;
            bool begins = span[0] == ' ' || span[0] == replacement;
            if (!begins && (scheme == "always" || (scheme == "first" && first)))
            {
                text.Append(replacement);
            }

            int copied = text.Length;
            text.Append(span).Replace(' ', replacement, copied, span.Length);
            AddWords(text, start, result);
            first = false;
        }

        words.EndReplace(text.ToString());
    }

    private void AddWords(StringBuilder text, int start, List<TextRange> result)
    {
        if (split)
        {
            string word = text.ToString(start, text.Length - start);
            int begin = 0;
            for (int i = 1; i < word.Length; i++)
            {
                if (word[i] == replacement)
                {
                    result.Add(new TextRange(start + begin, start + i));
                    begin = i;
                }
            }

            start += begin;
        }

        result.Add(new TextRange(start, text.Length));
    }
}
