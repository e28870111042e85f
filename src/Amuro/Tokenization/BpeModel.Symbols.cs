using System.Text;

namespace Amuro.Tokenization;

/// <summary>The first symbols of a word: its bytes or code points, and what stands for those that the vocabulary lacks.</summary>
internal sealed partial class BpeModel
{
    private int StartFromBytes(ReadOnlySpan<char> word, Span<int> ids, Span<int> lengths, out int skipped)
    {
        var symbols = new Symbols(ids, lengths);
        Span<byte> utf8 = stackalloc byte[4];
        for (int index = 0; index < word.Length;)
        {
            if (word[index] < 0x80)
            {
                AddByte(ref symbols, (byte)word[index++]);
                continue;
            }

            int count = CodePoints.RuneAt(word, index, out int width).EncodeToUtf8(utf8);
            index += width;
            foreach (byte value in utf8[..count])
            {
                AddByte(ref symbols, value);
            }
        }

        symbols.Flush();
        skipped = symbols.Skipped;
        return symbols.Count;
    }

    private int StartFromCodePoints(ReadOnlySpan<char> word, Span<int> ids, Span<int> lengths, out int skipped)
    {
        var symbols = new Symbols(ids, lengths);
        for (int index = 0; index < word.Length;)
        {
            Rune rune = CodePoints.RuneAt(word, index, out int width);
            if (Vocabulary.TryGetId(word.Slice(index, width), out int id))
            {
                symbols.AddKnown(id, width);
            }
            else
            {
                AddMissing(ref symbols, rune, width);
            }

            index += width;
        }

        symbols.Flush();
        skipped = symbols.Skipped;
        return symbols.Count;
    }

    private void AddByte(ref Symbols symbols, byte value)
    {
        if (byteSymbols[value] is >= 0 and var id)
        {
            symbols.AddKnown(id, 1);
        }
        else
        {
            AddMissing(ref symbols, new Rune(ByteAlphabet.ToChar(value)), 1);
        }
    }

    private void AddMissing(ref Symbols symbols, Rune rune, int length)
    {
        if (byteFallback)
        {
            Span<byte> utf8 = stackalloc byte[4];
            utf8 = utf8[..rune.EncodeToUtf8(utf8)];
            bool complete = true;
            foreach (byte value in utf8)
            {
                complete &= fallbackBytes[value] >= 0;
            }

            if (complete)
            {
                // An unknown that waits stays waiting here, as in the reference.
                foreach (byte value in utf8)
                {
                    symbols.Add(fallbackBytes[value], length);
                    length = 0;
                }

                return;
            }
        }

        if (unknown >= 0)
        {
            symbols.AddUnknown(unknown, length, fuseUnknown);
        }
        else
        {
            symbols.Skip(length);
        }
    }

    private ref struct Symbols(Span<int> ids, Span<int> lengths)
    {
        private readonly Span<int> ids = ids;
        private readonly Span<int> lengths = lengths;
        private int waiting = -1;
        private int waitingLength;

        public int Count { get; private set; }

        /// <summary>Length of what was dropped before the first symbol.</summary>
        public int Skipped { get; private set; }

        public void Add(int id, int length)
        {
            ids[Count] = id;
            lengths[Count++] = length;
        }

        public void AddKnown(int id, int length)
        {
            Flush();
            Add(id, length);
        }

        public void AddUnknown(int id, int length, bool fuse)
        {
            if (!fuse)
            {
                Flush();
            }

            waiting = id;
            waitingLength += length;
        }

        // A dropped character is counted to the symbol before it, so that later ranges stay right.
        public void Skip(int length)
        {
            if (Count > 0)
            {
                lengths[Count - 1] += length;
            }
            else
            {
                Skipped += length;
            }
        }

        public void Flush()
        {
            if (waiting >= 0)
            {
                Add(waiting, waitingLength);
                (waiting, waitingLength) = (-1, 0);
            }
        }
    }
}
