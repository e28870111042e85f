using System.Buffers;
using System.Text;

namespace Amuro.Tokenization;

/// <summary>Byte-pair encoding, byte-level or over code points (rules 5 of goldens/tokenizers/QUIRKS.md).</summary>
internal sealed partial class BpeModel : TokenModel
{
    private readonly MergeTable merges;
    private readonly WordCache cache = new();
    private readonly bool bytes;
    private readonly bool ignoreMerges;
    private readonly bool fuseUnknown;
    private readonly int unknown;
    private readonly int[] byteSymbols = new int[256];
    private readonly int[] fallbackBytes = new int[256];
    private readonly bool byteFallback;

    private BpeModel(Vocabulary vocabulary, MergeTable merges, BpeOptions options)
        : base(vocabulary)
    {
        this.merges = merges;
        bytes = options.Bytes;
        ignoreMerges = options.IgnoreMerges;
        fuseUnknown = options.FuseUnknown;
        byteFallback = options.ByteFallback;
        unknown = options.UnknownToken is null ? -1 : vocabulary.Id(options.UnknownToken) ?? -1;
        Span<char> name = stackalloc char[6];
        for (int value = 0; value < 256; value++)
        {
            byteSymbols[value] = vocabulary.TryGetId([ByteAlphabet.ToChar((byte)value)], out int id) ? id : -1;
            name.TryWrite(System.Globalization.CultureInfo.InvariantCulture, $"<0x{value:X2}>", out _);
            fallbackBytes[value] = vocabulary.TryGetId(name, out id) ? id : -1;
        }
    }

    public override void Encode(ReadOnlySpan<char> word, int start, TokenSink sink)
    {
        bool caches = !sink.WithRanges && word.Length <= WordCache.MaxLength;
        uint hash = 0;
        if (caches)
        {
            hash = WordCache.Hash(word);
            if (cache.TryGet(word, hash, out ReadOnlySpan<int> known))
            {
                sink.Add(known);
                return;
            }
        }

        int before = sink.Count;
        if (!(ignoreMerges && EncodeWhole(word, start, sink)))
        {
            EncodeByMerges(word, start, sink);
        }

        if (caches)
        {
            cache.Set(word, hash, sink.Ids[before..]);
        }
    }

    private bool EncodeWhole(ReadOnlySpan<char> word, int start, TokenSink sink)
    {
        if (!Vocabulary.TryGetId(bytes ? ByteAlphabet.Map(word) : word, out int id))
        {
            return false;
        }

        sink.Add(id, start, start + word.Length);
        return true;
    }

    private void EncodeByMerges(ReadOnlySpan<char> word, int start, TokenSink sink)
    {
        // A UTF-16 unit gives at most three bytes, and with fallback a byte's character at most two of those.
        int capacity = word.Length * 6;
        int[]? rented = capacity > 512 ? ArrayPool<int>.Shared.Rent(capacity * 2) : null;
        Span<int> space = rented ?? stackalloc int[1024];
        Span<int> ids = space[..(space.Length / 2)];
        Span<int> lengths = space[(space.Length / 2)..];

        int count = bytes
            ? StartFromBytes(word, ids, lengths, out int skipped)
            : StartFromCodePoints(word, ids, lengths, out skipped);
        count = SymbolMerger.Merge(merges, ids[..count], lengths[..count]);
        if (!sink.WithRanges)
        {
            sink.Add(ids[..count]);
        }
        else
        {
            AddWithRanges(word, start, skipped, ids[..count], lengths[..count], sink);
        }

        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    // With bytes the lengths count bytes; a byte of a character stands for the whole character.
    private void AddWithRanges(
        ReadOnlySpan<char> word, int start, int position, ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, TokenSink sink)
    {
        int[]? owners = bytes ? OwnersOfBytes(word) : null;
        for (int i = 0; i < ids.Length; i++)
        {
            int end = position + lengths[i];
            if (owners is null)
            {
                sink.Add(ids[i], start + position, start + end);
            }
            else
            {
                CodePoints.RuneAt(word, owners[end - 1], out int width);
                sink.Add(ids[i], start + owners[position], start + owners[end - 1] + width);
            }

            position = end;
        }
    }

    private static int[] OwnersOfBytes(ReadOnlySpan<char> word)
    {
        var owners = new List<int>(word.Length * 2);
        for (int index = 0; index < word.Length;)
        {
            Rune rune = CodePoints.RuneAt(word, index, out int width);
            for (int i = 0; i < rune.Utf8SequenceLength; i++)
            {
                owners.Add(index);
            }

            index += width;
        }

        return [.. owners];
    }
}
