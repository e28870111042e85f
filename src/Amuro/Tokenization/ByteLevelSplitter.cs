using System.Text;

namespace Amuro.Tokenization;

/// <summary>
/// ByteLevel: an optional blank before every word that does not begin with one, the pattern of GPT-2, and, where another
/// splitter follows, the mapping of bytes to characters. Where none follows the model maps the bytes itself.
/// </summary>
internal sealed class ByteLevelSplitter(bool addPrefixSpace, bool useRegex, bool mapBytes) : TextSplitter
{
    public override void Apply(WordList words)
    {
        if (addPrefixSpace)
        {
            AddPrefix(words);
        }

        if (useRegex)
        {
            List<TextRange> result = words.BeginReplace();
            foreach (TextRange word in words.Ranges)
            {
                ReadOnlySpan<char> text = words.Text.AsSpan(word.Start, word.End - word.Start);
                for (int start = 0; start < text.Length;)
                {
                    int end = ScannerPattern.Gpt2.NextEnd(text, start);
                    result.Add(new TextRange(word.Start + start, word.Start + end));
                    start = end;
                }
            }

            words.EndReplace();
        }

        if (mapBytes)
        {
            Rewrite(words, static (text, word) => text.Append(ByteAlphabet.Map(word)));
        }
    }

    private static void AddPrefix(WordList words)
    {
        foreach (TextRange word in words.Ranges)
        {
            if (words.Text[word.Start] != ' ')
            {
                Rewrite(words, static (text, span) => (span[0] == ' ' ? text : text.Append(' ')).Append(span));
                return;
            }
        }
    }

    private delegate void Writer(StringBuilder text, ReadOnlySpan<char> word);

    private static void Rewrite(WordList words, Writer write)
    {
        var text = new StringBuilder(words.Text.Length + words.Ranges.Count);
        List<TextRange> result = words.BeginReplace();
        foreach (TextRange word in words.Ranges)
        {
            int start = text.Length;
            write(text, words.Text.AsSpan(word.Start, word.End - word.Start));
            result.Add(new TextRange(start, text.Length));
        }

        words.EndReplace(text.ToString());
    }
}
