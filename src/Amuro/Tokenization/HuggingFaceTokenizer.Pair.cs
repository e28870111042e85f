namespace Amuro.Tokenization;

/// <summary>The boundary between a context and a continuation that is scored after it.</summary>
public sealed partial class HuggingFaceTokenizer
{
    /// <summary>
    /// Encodes a context and its continuation as lm-evaluation-harness 0.4.13 does. White space at the end of the context (Python's
    /// sense, U+001C to U+001F included) moves to the continuation; both together are encoded, and what lies beyond the number of ids of
    /// the context alone is the continuation, which may be empty if a merge spans the border. Special tokens are added, unless the text
    /// itself begins with the prefix token (BOS, else EOS). An empty context becomes the prefix token alone.
    /// </summary>
    /// <param name="context">The text before; may be empty.</param>
    /// <param name="continuation">The text to score.</param>
    /// <returns>The ids to feed first and the ids to score after them. The context has no ids if it is all white space and no BOS is added.</returns>
    /// <exception cref="AmuroException">The context is empty and the tokenizer names neither BOS nor EOS.</exception>
    public (int[] Context, int[] Continuation) EncodePair(string context, string continuation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(continuation);
        if (context.Length == 0)
        {
            return EncodeAfterPrefix(continuation);
        }

        int end = context.Length;
        while (end > 0 && CodePoints.IsPythonSpace(context[end - 1]))
        {
            end--;
        }

        int[] whole = EncodeForScoring(context + continuation);
        int[] alone = EncodeForScoring(context[..end]);
        return (alone, alone.Length < whole.Length ? whole[alone.Length..] : []);
    }

    private (int[] Context, int[] Continuation) EncodeAfterPrefix(string continuation)
    {
        int prefix = BosId ?? EosId
            ?? throw new AmuroException($"{files.Source}: an empty context needs a token to begin with: expected bos_token or eos_token in tokenizer_config.json, found neither");
        int[] ids = Encode(continuation, addSpecialTokens: false);
        return ids.Length > 0 && ids[0] == prefix ? ([prefix], ids[1..]) : ([prefix], ids);
    }

    private int[] EncodeForScoring(string text)
    {
        string? prefix = BosToken ?? EosToken;
        bool hasPrefix = !string.IsNullOrEmpty(prefix) && text.StartsWith(prefix, StringComparison.Ordinal);
        return Encode(text, addSpecialTokens: !hasPrefix);
    }
}
