using System.Text.Json;

namespace Amuro.Tokenization;

/// <summary>A pattern of tokenizer.json: a literal text or a regular expression over code points.</summary>
internal abstract class TextPattern
{
    /// <summary>True if every text is covered by matches without a gap, so that splitting is only a matter of ends.</summary>
    public virtual bool CoversAll => false;

    /// <summary>Appends the matches from left to right, without overlap, as ranges of <paramref name="text"/>.</summary>
    public abstract void FindMatches(ReadOnlySpan<char> text, List<TextRange> matches);

    /// <summary>Reads {"String": ...} or {"Regex": ...}.</summary>
    public static TextPattern Read(TokenizerJson json)
    {
        if (json.Element.ValueKind == JsonValueKind.String)
        {
            return new LiteralPattern(json.Text());
        }

        if (json.TextOrNull("String") is { } literal)
        {
            return new LiteralPattern(literal);
        }

        if (json.TextOrNull("Regex") is not { } regex)
        {
            throw json.Wrong("an object with String or Regex");
        }

        return ScannerPattern.ForKnown(regex) ?? (TextPattern)new RegexPattern(regex, json.Where);
    }
}

/// <summary>A literal text, compared by ordinals.</summary>
internal sealed class LiteralPattern(string literal) : TextPattern
{
    public override void FindMatches(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        if (literal.Length == 0)
        {
            return;
        }

        int done = 0;
        while (text[done..].IndexOf(literal, StringComparison.Ordinal) is >= 0 and var offset)
        {
            matches.Add(new TextRange(done + offset, done + offset + literal.Length));
            done += offset + literal.Length;
        }
    }
}
