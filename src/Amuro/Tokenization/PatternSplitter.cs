using System.Globalization;
using System.Text;

namespace Amuro.Tokenization;

/// <summary>What becomes of the matches of a pattern that splits.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Split and what is a case of it: Digits, Whitespace, WhitespaceSplit, Punctuation.</summary>
internal sealed class PatternSplitter(TextPattern pattern, SplitBehavior behavior, bool invert) : TextSplitter
{
    private readonly bool keepsMatches = pattern.CoversAll
        && (behavior == SplitBehavior.Isolated || (behavior == SplitBehavior.Removed && invert));

    public static PatternSplitter Digits(bool individual) => new(
        new CodePointPattern(Rune.IsNumber), individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous, false);

    public static PatternSplitter WhitespaceSplit() => new(
        new CodePointPattern(Rune.IsWhiteSpace), SplitBehavior.Removed, false);

    public static PatternSplitter Whitespace() => new(new WordOrSignsPattern(), SplitBehavior.Removed, true);

    public static PatternSplitter Punctuation(SplitBehavior behavior) => new(
        new CodePointPattern(IsPunctuation), behavior, false);

    public static SplitBehavior ReadBehavior(TokenizerJson json)
    {
        TokenizerJson value = json.Get("behavior");
        return (value.IsNull ? nameof(SplitBehavior.Isolated) : value.Text()) switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            _ => throw value.Wrong("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"),
        };
    }

    public override void Apply(WordList words)
    {
        List<TextRange> result = words.BeginReplace();
        foreach (TextRange word in words.Ranges)
        {
            ReadOnlySpan<char> text = words.Text.AsSpan(word.Start, word.End - word.Start);
            List<TextRange> matches = words.Scratch;
            matches.Clear();
            pattern.FindMatches(text, matches);
            if (keepsMatches)
            {
                foreach (TextRange match in matches)
                {
                    result.Add(new TextRange(word.Start + match.Start, word.Start + match.End));
                }
            }
            else
            {
                Split(matches, text.Length, word.Start, result);
            }
        }

        result.RemoveAll(static range => range.Start == range.End);
        words.EndReplace();
    }

    // The reference's own folds: the odd cases (neighbouring matches, empty ones) follow from them.
    private void Split(List<TextRange> matches, int length, int shift, List<TextRange> result)
    {
        var parts = new List<(int Start, int End, bool Match)>((matches.Count * 2) + 1);
        int done = 0;
        foreach (TextRange match in matches)
        {
            if (done != match.Start)
            {
                parts.Add((done, match.Start, invert));
            }

            parts.Add((match.Start, match.End, !invert));
            done = match.End;
        }

        if (done != length)
        {
            parts.Add((done, length, invert));
        }

        int first = result.Count;
        bool previous = false;
        if (behavior == SplitBehavior.MergedWithNext)
        {
            for (int i = parts.Count - 1; i >= 0; i--)
            {
                (int start, int end, bool match) = parts[i];
                Add(match && !previous && result.Count > first, start, result.Count > first ? result[^1].End - shift : end, start, end);
                previous = match;
            }

            result.Reverse(first, result.Count - first);
        }
        else
        {
            foreach ((int start, int end, bool match) in parts)
            {
                bool joins = behavior switch
                {
                    SplitBehavior.MergedWithPrevious => match && !previous,
                    SplitBehavior.Contiguous => match == previous,
                    _ => false,
                };
                if (behavior != SplitBehavior.Removed || !match)
                {
                    Add(joins && result.Count > first, result.Count > first ? result[^1].Start - shift : start, end, start, end);
                }

                previous = match;
            }
        }

        void Add(bool join, int joinedStart, int joinedEnd, int start, int end)
        {
            if (join)
            {
                result[^1] = new TextRange(shift + joinedStart, shift + joinedEnd);
            }
            else
            {
                result.Add(new TextRange(shift + start, shift + end));
            }
        }
    }

    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;
}
