using System.Text;
using Microsoft.ML.Tokenizers;

namespace Amuro.Tokenization;

/// <summary>What <see cref="Tokenizer"/> asks for. Ids are those of Encode, special tokens added.</summary>
public sealed partial class HuggingFaceTokenizer
{
    /// <summary>Encodes a text to tokens with their places. Places refer to the normalised text where there is one.</summary>
    /// <param name="text">The text, or null if <paramref name="textSpan"/> has it.</param>
    /// <param name="textSpan">The text where <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode.</param>
    /// <returns>The tokens; the normalised text if it differs from the text; the number of units of it that the tokens cover.</returns>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MaxTokenCount);
        text ??= textSpan.ToString();
        var sink = new TokenSink(withRanges: true);
        var seen = new StringBuilder(text.Length);
        Run(text, Options(settings), new EncodeBuffers(), sink, seen);

        int count = Math.Min(sink.Count, settings.MaxTokenCount);
        var tokens = new EncodedToken[count];
        for (int i = 0; i < count; i++)
        {
            int id = sink.Ids[i];
            (int start, int end, string? name) = sink.Ranges[i];
            tokens[i] = new EncodedToken(id, name ?? model.Vocabulary.Token(id) ?? "", new Range(start, end));
        }

        string normalized = seen.ToString();
        bool same = string.Equals(normalized, text, StringComparison.Ordinal);
        return new EncodeResults<EncodedToken>
        {
            Tokens = tokens,
            NormalizedText = same ? null : normalized,
            CharsConsumed = count == sink.Count ? normalized.Length : tokens[^1].Offset.End.Value,
        };
    }

    /// <summary>Encodes a text to ids.</summary>
    /// <param name="text">The text, or null if <paramref name="textSpan"/> has it.</param>
    /// <param name="textSpan">The text where <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode.</param>
    /// <returns>The ids. The normalised text is given only where the number of tokens is limited.</returns>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (settings.MaxTokenCount != int.MaxValue)
        {
            return base.EncodeToIds(text, textSpan, settings);
        }

        text ??= textSpan.ToString();
        var buffers = new EncodeBuffers();
        Run(text, Options(settings), buffers, buffers.Ids, null);
        return new EncodeResults<int> { Tokens = buffers.Ids.Ids.ToArray(), CharsConsumed = text.Length };
    }

    /// <summary>Counts the ids of a text.</summary>
    /// <param name="text">The text, or null if <paramref name="textSpan"/> has it.</param>
    /// <param name="textSpan">The text where <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode.</param>
    /// <returns>The number of ids.</returns>
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        EncodeToIds(text, textSpan, settings).Tokens.Count;

    private static RunOptions Options(EncodeSettings settings) =>
        new(true, settings.ConsiderNormalization, settings.ConsiderPreTokenization);
}
