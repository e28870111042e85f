using System.Text;

namespace Amuro.Tokenization;

/// <summary>Single code points of a class.</summary>
internal sealed class CodePointPattern(Func<Rune, bool> isIn) : TextPattern
{
    public override void FindMatches(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        for (int index = 0; index < text.Length;)
        {
            if (isIn(CodePoints.RuneAt(text, index, out int width)))
            {
                matches.Add(new TextRange(index, index + width));
            }

            index += width;
        }
    }
}

/// <summary>The pattern of the pre-tokenizer Whitespace: \w+|[^\w\s]+ with the classes of Rust.</summary>
internal sealed class WordOrSignsPattern : TextPattern
{
    public override void FindMatches(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        int start = 0;
        int previous = 0;
        for (int index = 0; index < text.Length;)
        {
            Rune rune = CodePoints.RuneAt(text, index, out int width);
            int kind = CodePoints.IsRustWord(rune) ? 1 : Rune.IsWhiteSpace(rune) ? 0 : 2;
            if (kind != previous)
            {
                if (previous != 0)
                {
                    matches.Add(new TextRange(start, index));
                }

                (start, previous) = (index, kind);
            }

            index += width;
        }

        if (previous != 0)
        {
            matches.Add(new TextRange(start, text.Length));
        }
    }
}
