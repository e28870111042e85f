namespace Amuro.Tokenization;

/// <summary>
/// The words of one piece while pre-tokenizers work on it: ranges of Text within the part that the piece takes.
/// Reused from piece to piece, so that no word costs an allocation.
/// </summary>
internal sealed class WordList
{
    private List<TextRange> ranges = [];
    private List<TextRange> next = [];

    /// <summary>The text that Ranges refers to: that of the piece, or the changed one.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The part of Text that belongs to the piece.</summary>
    public TextRange Whole { get; private set; }

    /// <summary>True if the piece begins where the original text begins.</summary>
    public bool AtTextStart { get; private set; }

    public List<TextRange> Ranges => ranges;

    /// <summary>A list for matches, for the use of one splitter at a time.</summary>
    public List<TextRange> Scratch { get; } = [];

    public void Reset(TextPiece piece, bool atTextStart)
    {
        Text = piece.Text;
        Whole = new TextRange(piece.Start, piece.End);
        AtTextStart = atTextStart;
        ranges.Clear();
        if (piece.Length > 0)
        {
            ranges.Add(Whole);
        }
    }

    /// <summary>An empty list to write the next words into; Replace makes it the current one.</summary>
    public List<TextRange> BeginReplace()
    {
        next.Clear();
        return next;
    }

    public void EndReplace() => (ranges, next) = (next, ranges);

    /// <summary>Ends a replacement that also changed the text, which now belongs to this piece alone.</summary>
    public void EndReplace(string text)
    {
        EndReplace();
        Text = text;
        Whole = new TextRange(0, text.Length);
    }
}
