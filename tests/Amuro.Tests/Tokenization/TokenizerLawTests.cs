using System.Text;
using Amuro.Tokenization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Amuro.Tests.Tokenization;

/// <summary>Laws that hold for every string.</summary>
public sealed class TokenizerLawTests
{
    private static readonly string[] Lossless = ["gpt2style", "llama3style", "merges_str", "merges_shuffled"];
    private static readonly string[] All = [.. TokenizerGoldenTests.TrainedNames];
    private static readonly Dictionary<string, HuggingFaceTokenizer> Loaded =
        All.ToDictionary(static name => name, static name => HuggingFaceTokenizer.Load(Goldens.Path($"tokenizers/{name}")));

    [Property(MaxTest = 400, Arbitrary = [typeof(Texts)])]
    public void DecodingGivesTheTextBack(string text)
    {
        // Lone surrogates are no text: UTF-8 has U+FFFD for them.
        string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        foreach (string name in Lossless)
        {
            HuggingFaceTokenizer tokenizer = Loaded[name];
            Assert.Equal(expected, tokenizer.Decode(tokenizer.Encode(text, addSpecialTokens: false), skipSpecialTokens: false));
        }
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Texts)])]
    public void AnyStringIsEncodedToKnownIds(string text)
    {
        foreach (HuggingFaceTokenizer tokenizer in Loaded.Values)
        {
            int[] ids = tokenizer.Encode(text);
            Assert.All(ids, id => Assert.NotNull(tokenizer.Token(id)));
            Assert.NotNull(tokenizer.Decode(ids));
        }
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(Texts)])]
    public void TokensStandWhereTheySay(string text)
    {
        foreach (HuggingFaceTokenizer tokenizer in Loaded.Values)
        {
            var tokens = tokenizer.EncodeToTokens(text, out string? normalized);
            string seen = normalized ?? text;
            Assert.Equal(tokenizer.Encode(text), tokens.Select(static token => token.Id));
            int before = 0;
            foreach (var token in tokens)
            {
                Assert.InRange(token.Offset.Start.Value, 0, token.Offset.End.Value);
                Assert.InRange(token.Offset.End.Value, before, seen.Length);
                before = token.Offset.Start.Value;
            }
        }
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(Texts)])]
    public void PairsJoinToTheWhole(string context, string continuation)
    {
        // Where the border merges nothing, context and continuation are the encoding of both.
        foreach (HuggingFaceTokenizer tokenizer in Loaded.Values.Where(static tokenizer => tokenizer.EosId is not null))
        {
            (int[] first, int[] second) = tokenizer.EncodePair(context, continuation);
            // A text that writes its first token itself gets no second one.
            bool writesIt = (context + continuation).StartsWith(tokenizer.BosToken ?? tokenizer.EosToken!, StringComparison.Ordinal);
            int[] whole = tokenizer.Encode(context + continuation, addSpecialTokens: context.Length > 0 && !writesIt);
            if (context.Length == 0)
            {
                // The prefix token stands before the continuation, unless it begins with it.
                int prefix = tokenizer.BosId ?? tokenizer.EosId!.Value;
                whole = whole is [int id, ..] && id == prefix ? whole : [prefix, .. whole];
            }

            if (whole.AsSpan().StartsWith(first))
            {
                Assert.Equal(whole, first.Concat(second));
            }
        }
    }

    /// <summary>Strings of what is awkward: white space, signs, marks, astral characters, lone surrogates, added tokens.</summary>
    public static class Texts
    {
        private static readonly string[] Parts =
        [
            " ", "  ", "    ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "a", "the", "Hello", " world", "'s", "'S", "'\u017F", "1", "234", "é", "e\u0301",
            "\u0316", "日本", "😀", "𝒜", "𝟏", "👩‍👩‍👧", "\uD83D", "\uDE00", "\u0000", "\uFEFF", "\u200B", "\u001C", "<s>", "</s>", "<|endoftext|>", "<|end|>x",
            "<mask>", "<0x41>", "▁", "Ġ", "_", ".", "!?", "<R> ", " <L>", "kw0", "\uFFFE",
        ];

        public static Arbitrary<string> Strings() =>
            Gen.Elements(Parts).ListOf().Select(static parts => string.Concat(parts)).ToArbitrary();
    }
}
