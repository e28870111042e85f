using System.Buffers;

namespace Amuro.Tokenization;

/// <summary>
/// Cuts added tokens out of a text: leftmost-longest among all tokens of the pass. Rules 2 of
/// goldens/tokenizers/QUIRKS.md, oddities included: a match that single_word throws away is not searched
/// again, and rstrip does not guard a match that lies inside the white space already taken.
/// </summary>
internal sealed class AddedTokenMatcher
{
    private readonly List<Node> nodes = [new Node()];
    private readonly SearchValues<char> firstUnits;

    private AddedTokenMatcher(IReadOnlyList<(string Pattern, AddedToken Token)> entries)
    {
        foreach ((string pattern, AddedToken token) in entries)
        {
            Insert(pattern, token);
        }

        firstUnits = SearchValues.Create(nodes[0].Units.ToArray());
    }

    /// <summary>The matcher of one pass, or null if there is nothing to search.</summary>
    public static AddedTokenMatcher? Create(IEnumerable<(string Pattern, AddedToken Token)> entries)
    {
        var list = entries.Where(static entry => entry.Pattern.Length > 0).ToList();
        return list.Count == 0 ? null : new AddedTokenMatcher(list);
    }

    /// <summary>Appends tokens and the text between them, in order. Ranges are relative to the text of the piece.</summary>
    public void Cut(TextPiece piece, List<TextCut> cuts)
    {
        ReadOnlySpan<char> text = piece.Span;
        int done = 0;
        int search = 0;
        while (Find(text, search, out int start, out int end, out AddedToken? token))
        {
            search = end;
            if (token.SingleWord && TouchesWord(text, start, end))
            {
                continue;
            }

            if (token.LeftStrip)
            {
                while (start > done && char.IsWhiteSpace(text[start - 1]))
                {
                    start--;
                }

                start = Math.Max(start, done);
            }

            if (token.RightStrip)
            {
                while (end < text.Length && char.IsWhiteSpace(text[end]))
                {
                    end++;
                }
            }

            if (done < start)
            {
                cuts.Add(new TextCut(piece.Start + done, piece.Start + start, -1));
            }

            cuts.Add(new TextCut(piece.Start + start, piece.Start + end, token.Id));
            done = end;
        }

        if (done < text.Length)
        {
            cuts.Add(new TextCut(piece.Start + done, piece.End, -1));
        }
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, int start, int end) =>
        (start > 0 && CodePoints.IsRustWord(CodePoints.RuneBefore(text, start)))
        || (end < text.Length && CodePoints.IsRustWord(CodePoints.RuneAt(text, end, out _)));

    private bool Find(
        ReadOnlySpan<char> text, int from, out int start, out int end,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AddedToken? token)
    {
        while (from < text.Length)
        {
            int offset = text[from..].IndexOfAny(firstUnits);
            if (offset < 0)
            {
                break;
            }

            start = from + offset;
            token = Longest(text, start, out end);
            if (token is not null)
            {
                return true;
            }

            from = start + 1;
        }

        (start, end, token) = (0, 0, null);
        return false;
    }

    private AddedToken? Longest(ReadOnlySpan<char> text, int start, out int end)
    {
        AddedToken? best = null;
        end = start;
        Node node = nodes[0];
        for (int i = start; i < text.Length; i++)
        {
            int child = node.Units.IndexOf(text[i]);
            if (child < 0)
            {
                break;
            }

            node = nodes[node.Children[child]];
            if (node.Token is not null)
            {
                best = node.Token;
                end = i + 1;
            }
        }

        return best;
    }

    private void Insert(string pattern, AddedToken token)
    {
        Node node = nodes[0];
        foreach (char unit in pattern)
        {
            int child = node.Units.IndexOf(unit);
            if (child < 0)
            {
                child = node.Units.Count;
                node.Units.Add(unit);
                node.Children.Add(nodes.Count);
                nodes.Add(new Node());
            }

            node = nodes[node.Children[child]];
        }

        node.Token = token;
    }

    private sealed class Node
    {
        public List<char> Units { get; } = [];

        public List<int> Children { get; } = [];

        public AddedToken? Token { get; set; }
    }
}
