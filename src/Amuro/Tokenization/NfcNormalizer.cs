using System.Text;

namespace Amuro.Tokenization;

/// <summary>
/// Normal form C with the tables of the reference, which are older than .NET's. The runtime's own normalisation is not used:
/// it would give other ids for newer marks, refuses some texts, and does nothing where ICU is missing.
/// </summary>
internal sealed class NfcNormalizer : TextNormalizer
{
    public override TextPiece Apply(TextPiece piece)
    {
        ReadOnlySpan<char> text = piece.Span;
        int unstable = FirstUnstable(text, 0);
        if (unstable == text.Length)
        {
            return piece;
        }

        var result = new StringBuilder(text.Length);
        var segment = new List<int>();
        int done = 0;
        while (unstable < text.Length)
        {
            // Back to the starter that the unstable ones may join, on to the next stable one.
            int start = unstable;
            if (start > done)
            {
                Rune.DecodeLastFromUtf16(text[..start], out _, out int before);
                start -= before;
            }

            int end = unstable;
            while (end < text.Length && NfcTables.IsUnstable(CodePointAt(text, end, out int width)))
            {
                end += width;
            }

            result.Append(text[done..start]);
            AppendNormal(text[start..end], segment, result);
            done = end;
            unstable = FirstUnstable(text, end);
        }

        string normal = result.Append(text[done..]).ToString();
        return new TextPiece(normal, 0, normal.Length);
    }

    private static int FirstUnstable(ReadOnlySpan<char> text, int index)
    {
        while (true)
        {
            // Everything below U+0300 is stable.
            int offset = text[index..].IndexOfAnyExceptInRange('\0', '\u02FF');
            if (offset < 0)
            {
                return text.Length;
            }

            index += offset;
            if (NfcTables.IsUnstable(CodePointAt(text, index, out int width)))
            {
                return index;
            }

            index += width;
        }
    }

    private static void AppendNormal(ReadOnlySpan<char> text, List<int> segment, StringBuilder result)
    {
        segment.Clear();
        for (int index = 0; index < text.Length;)
        {
            NfcTables.Decompose(CodePointAt(text, index, out int width), segment);
            index += width;
        }

        Reorder(segment);
        Compose(segment);
        foreach (int codePoint in segment)
        {
            if (codePoint < 0x10000)
            {
                // Lone surrogates pass as they are.
                result.Append((char)codePoint);
            }
            else
            {
                result.Append(char.ConvertFromUtf32(codePoint));
            }
        }
    }

    // Stable sort by combining class of each run of marks; a long run (an attack) must not take quadratic time.
    private static void Reorder(List<int> segment)
    {
        for (int start = 0; start < segment.Count;)
        {
            int end = start;
            while (end < segment.Count && NfcTables.CombiningClass(segment[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] sorted = [.. segment.GetRange(start, end - start).OrderBy(NfcTables.CombiningClass)];
                for (int i = 0; i < sorted.Length; i++)
                {
                    segment[start + i] = sorted[i];
                }
            }

            start = end + 1;
        }
    }

    private static void Compose(List<int> segment)
    {
        int starter = -1;
        int kept = 0;
        int lastClass = -1;
        for (int i = 0; i < segment.Count; i++)
        {
            int codePoint = segment[i];
            int combiningClass = NfcTables.CombiningClass(codePoint);

            // Blocked if something of the same or a higher class, or a starter, stands between.
            if (starter >= 0 && lastClass < combiningClass && NfcTables.Compose(segment[starter], codePoint) is >= 0 and var composed)
            {
                segment[starter] = composed;
                continue;
            }

            if (combiningClass == 0)
            {
                starter = kept;
                lastClass = -1;
            }
            else
            {
                lastClass = combiningClass;
            }

            segment[kept++] = codePoint;
        }

        segment.RemoveRange(kept, segment.Count - kept);
    }

    private static int CodePointAt(ReadOnlySpan<char> text, int index, out int width)
    {
        if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            width = 2;
            return char.ConvertToUtf32(text[index], text[index + 1]);
        }

        width = 1;
        return text[index];
    }
}
