using System.Text;

namespace Amuro.Tokenization;

/// <summary>Puts a text before every piece that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : TextNormalizer
{
    public override TextPiece Apply(TextPiece piece)
    {
        if (piece.Length == 0)
        {
            return piece;
        }

        string text = string.Concat(prefix, piece.Span);
        return new TextPiece(text, 0, text.Length);
    }
}

/// <summary>Replaces every match of a pattern.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : TextNormalizer
{
    public override TextPiece Apply(TextPiece piece)
    {
        string? text = Replace(pattern, content, piece.Span);
        return text is null ? piece : new TextPiece(text, 0, text.Length);
    }

    /// <summary>The text with all matches replaced; null if there is none.</summary>
    internal static string? Replace(TextPattern pattern, string content, ReadOnlySpan<char> text)
    {
        var matches = new List<TextRange>();
        pattern.FindMatches(text, matches);
        if (matches.Count == 0)
        {
            return null;
        }

        var result = new StringBuilder(text.Length + (matches.Count * Math.Max(0, content.Length - 1)));
        int done = 0;
        foreach (TextRange match in matches)
        {
            result.Append(text[done..match.Start]).Append(content);
            done = match.End;
        }

        return result.Append(text[done..]).ToString();
    }
}

/// <summary>Takes white space off the ends of a piece.</summary>
internal sealed class StripNormalizer(bool left, bool right) : TextNormalizer
{
    public override TextPiece Apply(TextPiece piece)
    {
        (string text, int start, int end) = piece;
        while (left && start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (right && start < end && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new TextPiece(text, start, end);
    }
}

/// <summary>Writes the UTF-8 bytes of a piece in the alphabet of byte-level vocabularies.</summary>
internal sealed class ByteLevelNormalizer : TextNormalizer
{
    public override TextPiece Apply(TextPiece piece)
    {
        string text = ByteAlphabet.Map(piece.Span);
        return new TextPiece(text, 0, text.Length);
    }
}
