namespace Amuro.Tokenization;

/// <summary>Collects the ids of one text and, if asked, where each token stands.</summary>
internal sealed class TokenSink(bool withRanges)
{
    private int[] ids = new int[64];
    private int count;

    public bool WithRanges => withRanges;

    public int Count => count;

    /// <summary>Where the current text begins within all text so far; added to every range.</summary>
    public int Origin { get; set; }

    /// <summary>One entry a token (only with ranges): its place in the text, and its name where the vocabulary's is not it.</summary>
    public List<(int Start, int End, string? Name)> Ranges { get; } = [];

    public ReadOnlySpan<int> Ids => ids.AsSpan(0, count);

    public void Clear() => count = 0;

    public void Add(int id)
    {
        if (count == ids.Length)
        {
            Array.Resize(ref ids, count * 2);
        }

        ids[count++] = id;
    }

    public void Add(int id, int start, int end, string? name = null)
    {
        Add(id);
        if (withRanges)
        {
            Ranges.Add((Origin + start, Origin + end, name));
        }
    }

    public void Add(ReadOnlySpan<int> more)
    {
        if (count + more.Length > ids.Length)
        {
            Array.Resize(ref ids, Math.Max(ids.Length * 2, count + more.Length));
        }

        more.CopyTo(ids.AsSpan(count));
        count += more.Length;
    }
}
