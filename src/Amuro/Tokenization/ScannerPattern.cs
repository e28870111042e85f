namespace Amuro.Tokenization;

/// <summary>
/// The splitting patterns of the usual byte-level vocabularies, matched by hand over code points: .NET's regex works on
/// UTF-16 units and would take an astral letter for two signs. Each of them covers every text without a gap.
/// </summary>
internal abstract class ScannerPattern : TextPattern
{
    private const string Cl100kHead = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string Cl100kTail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public override bool CoversAll => true;

    /// <summary>The pattern of the ByteLevel pre-tokenizer.</summary>
    public static ScannerPattern Gpt2 { get; } = new Gpt2Pattern();

    /// <summary>The scanner of a regular expression that is known, otherwise null.</summary>
    public static ScannerPattern? ForKnown(string regex) => regex switch
    {
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+" => Gpt2,
        Cl100kHead + @"\p{N}{1,3}" + Cl100kTail => new Cl100kPattern(3),
        Cl100kHead + @"\p{N}" + Cl100kTail => new Cl100kPattern(1),
        _ => null,
    };

    /// <summary>End of the match that begins at <paramref name="start"/>, which is before the end of the text.</summary>
    public abstract int NextEnd(ReadOnlySpan<char> text, int start);

    public override void FindMatches(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = NextEnd(text, start);
            matches.Add(new TextRange(start, end));
            start = end;
        }
    }

    protected static int RunEnd(ReadOnlySpan<char> text, int start, CodePointClass kind)
    {
        while (start < text.Length && CodePoints.ClassAt(text, start, out int width) == kind)
        {
            start += width;
        }

        return start;
    }

    /// <summary>\s+(?!\S)|\s+ : a run of white space leaves its last character to what follows, if it has more than one.</summary>
    protected static int SpaceEnd(ReadOnlySpan<char> text, int start, int runEnd) =>
        runEnd < text.Length && runEnd - start > 1 ? runEnd - 1 : runEnd;

    private sealed class Gpt2Pattern : ScannerPattern
    {
        public override int NextEnd(ReadOnlySpan<char> text, int start)
        {
            if (text[start] == '\'' && ContractionLength(text[(start + 1)..]) is > 0 and var length)
            {
                return start + 1 + length;
            }

            CodePointClass kind = CodePoints.ClassAt(text, start, out int width);
            if (kind != CodePointClass.Space)
            {
                return RunEnd(text, start + width, kind);
            }

            if (text[start] == ' ' && start + 1 < text.Length)
            {
                CodePointClass next = CodePoints.ClassAt(text, start + 1, out width);
                if (next != CodePointClass.Space)
                {
                    return RunEnd(text, start + 1 + width, next);
                }
            }

            return SpaceEnd(text, start, RunEnd(text, start, CodePointClass.Space));
        }

        private static int ContractionLength(ReadOnlySpan<char> rest)
        {
            if (rest.IsEmpty)
            {
                return 0;
            }

            return rest[0] switch
            {
                's' or 't' or 'm' or 'd' => 1,
                'r' or 'v' when rest.Length > 1 && rest[1] == 'e' => 2,
                'l' when rest.Length > 1 && rest[1] == 'l' => 2,
                _ => 0,
            };
        }
    }

    /// <summary>The pattern of cl100k, Llama 3 (digits in threes) and Qwen (single digits).</summary>
    private sealed class Cl100kPattern(int digits) : ScannerPattern
    {
        public override int NextEnd(ReadOnlySpan<char> text, int start)
        {
            char first = text[start];
            if (first == '\'' && ContractionLength(text[(start + 1)..]) is > 0 and var length)
            {
                return start + 1 + length;
            }

            CodePointClass kind = CodePoints.ClassAt(text, start, out int width);
            int after = start + width;
            switch (kind)
            {
                case CodePointClass.Letter:
                    return RunEnd(text, after, CodePointClass.Letter);
                case CodePointClass.Number:
                    return NumberEnd(text, after);
                default:
                    break;
            }

            CodePointClass? next = after < text.Length ? CodePoints.ClassAt(text, after, out width) : null;
            if (next == CodePointClass.Letter && first is not ('\r' or '\n'))
            {
                return RunEnd(text, after + width, CodePointClass.Letter);
            }

            if (kind == CodePointClass.Other)
            {
                return SignsEnd(text, after);
            }

            if (first == ' ' && next == CodePointClass.Other)
            {
                return SignsEnd(text, after + width);
            }

            int runEnd = RunEnd(text, after, CodePointClass.Space);
            int newline = text[start..runEnd].LastIndexOfAny('\r', '\n');
            return newline >= 0 ? start + newline + 1 : SpaceEnd(text, start, runEnd);
        }

        private static int SignsEnd(ReadOnlySpan<char> text, int start)
        {
            int end = RunEnd(text, start, CodePointClass.Other);
            while (end < text.Length && text[end] is '\r' or '\n')
            {
                end++;
            }

            return end;
        }

        // Case-insensitive: U+017F, the long s, folds to s; the other letters have no partner outside ASCII.
        private static int ContractionLength(ReadOnlySpan<char> rest)
        {
            if (rest.IsEmpty)
            {
                return 0;
            }

            char second = rest.Length > 1 ? (char)(rest[1] | 0x20) : '\0';
            return rest[0] switch
            {
                's' or 'S' or '\u017F' or 't' or 'T' or 'm' or 'M' or 'd' or 'D' => 1,
                'r' or 'R' or 'v' or 'V' when second == 'e' => 2,
                'l' or 'L' when second == 'l' => 2,
                _ => 0,
            };
        }

        private int NumberEnd(ReadOnlySpan<char> text, int end)
        {
            for (int count = 1; count < digits && end < text.Length; count++)
            {
                if (CodePoints.ClassAt(text, end, out int width) != CodePointClass.Number)
                {
                    break;
                }

                end += width;
            }

            return end;
        }
    }
}
