using System.Text.Json;
using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

public sealed class WordLevelTests
{
    private static readonly HuggingFaceTokenizer Tokenizer =
        HuggingFaceTokenizer.WordLevel(["###", "question", ":", "is", "it", "red", "?", "answer", "yes", "no", "##x"]);

    [Fact]
    public void WordsNewlinesAndUnknownsHaveTheirIds()
    {
        Assert.Equal([4, 5, 6, 3, 7, 8, 9, 10, 3, 3, 2], Tokenizer.Encode("### question :\nis  it\tred ? \n\n blue"));
        Assert.Equal((null, 1, 0), ((int?)null, Tokenizer.EosId, Tokenizer.PadId));
        Assert.Null(Tokenizer.BosId);
        Assert.Equal(15, Tokenizer.VocabularySize);
        Assert.Equal(12, Tokenizer.TokenId("yes"));
        Assert.Equal(2, Tokenizer.TokenId("<unk>"));
        Assert.Null(Tokenizer.TokenId("blue"));
        Assert.Equal("\n", Tokenizer.Token(3));
        Assert.Empty(Tokenizer.Encode(" \t\r"));
        Assert.Equal([12, 1], Tokenizer.Encode("yes<eos>"));
    }

    [Fact]
    public void DecodingJoinsWithSingleBlanksButNotAtNewlines()
    {
        Assert.Equal("### question :\nis it red ?\n\nyes", Tokenizer.Decode([4, 5, 6, 3, 7, 8, 9, 10, 3, 3, 12, 1]));
        Assert.Equal("yes <eos>", Tokenizer.Decode([12, 1], skipSpecialTokens: false));
        Assert.Equal("is ##x ### ##x", Tokenizer.Decode([7, 14, 4, 14]));
    }

    [Theory]
    [InlineData("answer :", " yes", new[] { 11, 6 }, new[] { 12 })]
    [InlineData("answer : ", "yes", new[] { 11, 6 }, new[] { 12 })]
    [InlineData("answer :\n", "yes", new[] { 11, 6 }, new[] { 3, 12 })]
    [InlineData("", " no", new[] { 1 }, new[] { 13 })]
    public void ContinuationsAreCutOff(string context, string continuation, int[] first, int[] second)
    {
        (int[] found, int[] rest) = Tokenizer.EncodePair(context, continuation);
        Assert.Equal(first, found);
        Assert.Equal(second, rest);
    }

    [Fact]
    public void SavedAndLoadedItIsTheSame()
    {
        using var folder = new TemporaryFolder();
        Tokenizer.Save(folder.Path);
        HuggingFaceTokenizer loaded = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Equal(Tokenizer.Fingerprint, loaded.Fingerprint);
        Assert.Equal(Tokenizer.Encode("is it red ?\nyes"), loaded.Encode("is it red ?\nyes"));
        Assert.Equal((Tokenizer.EosId, Tokenizer.PadId), (loaded.EosId, loaded.PadId));
        JsonElement json = JsonDocument.Parse(File.ReadAllText(folder.File("tokenizer.json"))).RootElement;
        Assert.Equal("WordLevel", json.GetProperty("model").GetProperty("type").GetString());
        Assert.Equal(["tokenizer.json", "tokenizer_config.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("<unk>")]
    [InlineData("\n")]
    [InlineData("yes")]
    public void WrongWordsAreRefused(string word)
    {
        var error = Assert.Throws<AmuroException>(() => HuggingFaceTokenizer.WordLevel(["yes", word]));
        Assert.Contains("found", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
