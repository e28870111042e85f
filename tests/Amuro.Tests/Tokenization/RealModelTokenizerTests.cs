using System.Text.Json;
using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

/// <summary>The tokenizer of the real 135M model, and the border cases that evaluation has references for.</summary>
[Trait("Category", "Shared")]
public sealed class RealModelTokenizerTests
{
    [SkippableFact]
    public void TextsAndPromptsHaveTheIdsOfTheReference()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(SharedData.Require("models/smollm2-135m-instruct"));
        JsonElement texts = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/real_model/texts.json"))).RootElement;
        Assert.True(texts.GetArrayLength() > 0);
        foreach (JsonElement item in texts.EnumerateArray())
        {
            Assert.Equal(GoldenFolder.Ids(item, "ids"), tokenizer.Encode(item.GetProperty("text").GetString()!));
        }

        Assert.Equal((1, 2, 2), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
        Assert.Equal(49152, tokenizer.VocabularySize);
    }

    [SkippableTheory]
    [InlineData("llama-bos-v1024")]
    [InlineData("olmo-nobos-v1024")]
    [InlineData("olmo1-tokenizer-h16")]
    public void EdgePairsHaveTheIdsOfTheReference(string model)
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(SharedData.Require($"goldens/evaluation/models/{model}"));
        JsonElement[] pairs = Lines(SharedData.Require("goldens/evaluation/tasks/edge_pairs/requests.jsonl"));
        JsonElement[] expected = Lines(SharedData.Require($"goldens/evaluation/expected/{model}/edge_pairs.jsonl"));
        int compared = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            (int[] context, int[] continuation) = tokenizer.EncodePair(
                pairs[i].GetProperty("context").GetString()!, pairs[i].GetProperty("continuation").GetString()!);
            if (expected[i].TryGetProperty("error", out _))
            {
                Assert.True(context.Length == 0 || continuation.Length == 0, $"pair {i}");
                continue;
            }

            Assert.Equal(expected[i].GetProperty("continuation_tokens").GetInt32(), continuation.Length);
            Same(GoldenFolder.Ids(expected[i], "context_ids"), context);
            Same(GoldenFolder.Ids(expected[i], "continuation_ids"), continuation);
            compared++;
        }

        Assert.True(compared > 15, $"only {compared} pairs");
    }

    // In long lists -1 stands for ids left out.
    private static void Same(int[] expected, int[] found)
    {
        int gap = Array.IndexOf(expected, -1);
        if (gap < 0)
        {
            Assert.Equal(expected, found);
            return;
        }

        Assert.Equal(expected[..gap], found[..gap]);
        Assert.Equal(expected[(gap + 1)..], found[^(expected.Length - gap - 1)..]);
    }

    private static JsonElement[] Lines(string file) =>
        [.. File.ReadLines(file).Select(static line => JsonDocument.Parse(line).RootElement)];
}
