using System.Buffers;
using System.Text.Json;
using Amuro.Tokenization;
using Microsoft.ML.Tokenizers;

namespace Amuro.Tests.Tokenization;

public sealed class HuggingFaceTokenizerTests
{
    private const string Model = """
        "model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"<s>":3},"merges":[["a","b"]]}
        """;

    [Fact]
    public void ItWorksWhereATokenizerIsTaken()
    {
        Tokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/llama3style"));
        const string Text = "Hello world, 12345 \U0001F600 times!";
        int[] ids = ((HuggingFaceTokenizer)tokenizer).Encode(Text);

        Assert.Equal(ids, tokenizer.EncodeToIds(Text));
        Assert.Equal(ids, tokenizer.EncodeToIds(Text.AsSpan()));
        Assert.Equal(ids.Length, tokenizer.CountTokens(Text));
        Assert.Equal(Text, tokenizer.Decode(ids));
        Assert.Equal(ids[..4], tokenizer.EncodeToIds(Text, 4, out _, out int consumed));
        Assert.Equal(consumed, tokenizer.GetIndexByTokenCount(Text, 4, out _, out int count));
        Assert.Equal(4, count);
        Assert.StartsWith(tokenizer.Decode(ids[..4]), Text, StringComparison.Ordinal);
        Assert.Equal(tokenizer.Decode(ids[..4]).Length, consumed);

        var buffer = new char[Text.Length];
        Assert.Equal(OperationStatus.Done, tokenizer.Decode(ids, buffer, out int idsConsumed, out int written));
        Assert.Equal((ids.Length, Text), (idsConsumed, new string(buffer, 0, written)));
        Assert.Equal(OperationStatus.DestinationTooSmall, tokenizer.Decode(ids, new char[3], out _, out written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void OffsetsReferToTheNormalisedText()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/gpt2prefix"));
        var tokens = tokenizer.EncodeToTokens("hi", out string? normalized);
        Assert.Equal(" hi", normalized);
        Assert.Equal((0, 3), (tokens[0].Offset.Start.Value, tokens[^1].Offset.End.Value));
    }

    [Fact]
    public void SavingWritesTheFilesAsTheyWereRead()
    {
        using var folder = new TemporaryFolder();
        string source = Goldens.Path("tokenizers/addedflags");
        HuggingFaceTokenizer.Load(source).Save(folder.File("inner"));
        foreach (string name in new[] { "tokenizer.json", "tokenizer_config.json" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(source, name)), File.ReadAllBytes(Path.Combine(folder.File("inner"), name)));
        }

        Assert.Equal(2, Directory.GetFiles(folder.File("inner")).Length);
    }

    [Fact]
    public void ManyThreadsGetTheIdsOfOne()
    {
        string text = string.Concat(File.ReadLines(Goldens.Path("tokenizers/qwenstyle/cases.jsonl"))
            .Where(line => line.Length < 500).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString() + " "));
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/qwenstyle"));
        string[] parts = [.. Enumerable.Range(0, 200).Select(i => text.Substring(i * (text.Length - 150) / 200, 150))];
        int[][] alone = [.. parts.Select(part => HuggingFaceTokenizerTests.Fresh().Encode(part))];
        Parallel.For(0, 2000, i => Assert.Equal(alone[i % 200], tokenizer.Encode(parts[i % 200])));
    }

    [Theory]
    [InlineData("""{"bos_token":"<s>","eos_token":{"content":"b","lstrip":false}}""", null, null, 3, 1)]
    [InlineData("""{"bos_token":null}""", """{"eos_token":"a"}""", null, null, 0)]
    [InlineData(null, null, """{"bos_token_id":3,"eos_token_id":[1,2]}""", 3, 1)]
    [InlineData("{}", null, """{"bos_token_id":3,"eos_token_id":1}""", null, null)]
    public void SpecialTokensComeFromTheirFiles(string? config, string? map, string? modelConfig, int? bos, int? eos)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", $"{{{Model}}}");
        if (config is not null)
        {
            folder.Write("tokenizer_config.json", config);
        }

        if (map is not null)
        {
            folder.Write("special_tokens_map.json", map);
        }

        if (modelConfig is not null)
        {
            folder.Write("config.json", modelConfig);
        }

        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Equal((bos, eos), (tokenizer.BosId, tokenizer.EosId));
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("[]", "expected object")]
    [InlineData("{}", "model: expected object, found nothing")]
    [InlineData("""{"model":{"type":"Unigram"}}""", "\"Unigram\"")]
    [InlineData("""{"normalizer":{"type":"BertNormalizer"},""" + Model + "}", "normalizer: this normalizer is not supported")]
    [InlineData("""{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"UnicodeScripts"}]},""" + Model + "}", "pre_tokenizer.pretokenizers[0]: this pre-tokenizer is not supported")]
    [InlineData("""{"post_processor":{"type":"BertProcessing"},""" + Model + "}", "post_processor: this post-processor is not supported")]
    [InlineData("""{"decoder":{"type":"CTC"},""" + Model + "}", "decoder: this decoder is not supported")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"},""" + Model + "}", "regular expression is not supported")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"a"},"behavior":"Gone"},""" + Model + "}", "pre_tokenizer.behavior: expected Removed")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}""", "model.merges[0]: expected a merge whose parts and result")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a  b"]}}""", "model.merges[0]: expected two tokens")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""", "model.vocab: expected an id")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0.5},"merges":[]}}""", "model.vocab: expected an integer")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"\ud800":0},"merges":[]}}""", "lone surrogate")]
    [InlineData("""{"model":{"type":"BPE","dropout":0.1,"vocab":{},"merges":[]}}""", "model.dropout: expected nothing or 0")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"?"}}""", "model.unk_token: expected a token of the vocabulary")]
    public void BadFilesAreRefusedInOneLine(string json, string part)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("tokenizer.json", json);
        var error = Assert.Throws<AmuroException>(() => HuggingFaceTokenizer.Load(file));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void MissingFilesAreNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("tokenizer.json", Assert.Throws<AmuroException>(() => HuggingFaceTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(folder.File("no"), Assert.Throws<AmuroException>(() => HuggingFaceTokenizer.Load(folder.File("no"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyContextNeedsAPrefixToken()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", $"{{{Model}}}");
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Contains("bos_token or eos_token", Assert.Throws<AmuroException>(() => tokenizer.EncodePair("", "a")).Message, StringComparison.Ordinal);
    }

    private static HuggingFaceTokenizer Fresh() => HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/qwenstyle"));
}
