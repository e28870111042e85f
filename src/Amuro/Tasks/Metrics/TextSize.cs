using System.Text;

namespace Amuro.Tasks.Metrics;

/// <summary>The size of a text by which a perplexity is taken.</summary>
/// <param name="Words">Pieces between runs of white space, empty ones at the ends included: an empty text has one.</param>
/// <param name="Bytes">Bytes in UTF-8.</param>
public readonly record struct TextSize(long Words, long Bytes)
{
    /// <summary>The size of a text.</summary>
    /// <param name="text">Any text.</param>
    public static TextSize Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TextSize(PythonWords.CountPieces(text), Encoding.UTF8.GetByteCount(text));
    }
}
