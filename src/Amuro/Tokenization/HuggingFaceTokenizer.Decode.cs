using System.Buffers;
using System.Text;

namespace Amuro.Tokenization;

/// <summary>Decoding.</summary>
public sealed partial class HuggingFaceTokenizer
{
    /// <summary>Decodes ids to text. Ids that do not exist are left out; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out; true by default, as in the reference.</param>
    /// <returns>The text.</returns>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        if (decoder is ByteLevelDecoder)
        {
            return DecodeBytes(ids, skipSpecialTokens);
        }

        var tokens = new List<string>(ids.Length);
        foreach (int id in ids)
        {
            if (Token(id) is { } token && !(skipSpecialTokens && added.IsSpecial(token)))
            {
                tokens.Add(token);
            }
        }

        return decoder is null ? string.Join(' ', tokens) : string.Concat(decoder.Apply(tokens));
    }

    /// <summary>Decodes ids to text, special tokens left out.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The text.</returns>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Decode([.. ids], skipSpecialTokens: true);
    }

    /// <summary>Decodes ids into a span, special tokens left out.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="idsConsumed">Number of ids decoded: all or, if the text does not fit, none.</param>
    /// <param name="charsWritten">Number of UTF-16 units written.</param>
    /// <returns>Done or DestinationTooSmall.</returns>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] all = [.. ids];
        string text = Decode(all, skipSpecialTokens: true);
        if (!text.TryCopyTo(destination))
        {
            (idsConsumed, charsWritten) = (0, 0);
            return OperationStatus.DestinationTooSmall;
        }

        (idsConsumed, charsWritten) = (all.Length, text.Length);
        return OperationStatus.Done;
    }

    private string DecodeBytes(ReadOnlySpan<int> ids, bool skipSpecialTokens)
    {
        var utf8 = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length * 4));
        foreach (int id in ids)
        {
            if ((uint)id < (uint)bytesOfTokens.Length && Token(id) is { } token && !(skipSpecialTokens && added.IsSpecial(token)))
            {
                // Written by several threads at times, always with the same bytes.
                utf8.Write(bytesOfTokens[id] ??= ByteAlphabet.ToBytes(token));
            }
        }

        return Encoding.UTF8.GetString(utf8.WrittenSpan);
    }
}
