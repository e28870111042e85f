using Amuro.Miniature;
using Amuro.Training;
using Mini = Amuro.Miniature.Miniature;

namespace Amuro.Tests.Miniature;

public class MiniatureTextTests
{
    private const int Many = 30_000;
    private static readonly Mini Seed0 = Mini.Default;
    private static readonly string[] Documents = [.. Seed0.Documents().Take(Many)];
    private static readonly HashSet<string> Names = [.. Seed0.World.Names];

    [Fact]
    public void TheSeedAloneDecidesTheText()
    {
        Assert.Equal(Documents.Take(500), new Mini(MiniatureOptions.Quick).Documents().Take(500));
        Assert.Equal(Seed0.World.Names, new Mini(MiniatureOptions.Default).World.Names);
        using InCulture turkish = new("tr-TR");
        Assert.Equal(Documents.Take(500), new Mini(MiniatureOptions.Default).Documents().Take(500));
    }

    [Fact]
    public void TheGeneratorIsThatOfItsAuthors()
    {
        // First numbers of SplitMix64 from state 1234567: https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
        SplitMix64 random = new(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void AnotherSeedHasOtherNamesAndFacts()
    {
        Mini other = Seed0.WithSeed(1);
        int shared = other.World.Names.Count(Names.Contains);
        Assert.InRange(shared, 0, 10);
        Assert.NotEqual(Seed0.World.People.Select(p => p.Facts[0]), other.World.People.Select(p => p.Facts[0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-5)]
    [InlineData(int.MaxValue)]
    public void EveryWordIsOneKnownToken(int seed)
    {
        Mini mini = Seed0.WithSeed(seed);
        var tokenizer = mini.CreateTokenizer();
        int unknown = tokenizer.TokenId("<unk>")!.Value;
        foreach (string document in mini.Documents().Take(3000))
        {
            int[] ids = tokenizer.Encode(document);
            Assert.Equal(document.Split(' ').Length, ids.Length);
            Assert.DoesNotContain(unknown, ids);
        }

        Assert.InRange(tokenizer.VocabularySize, 340, 380);
    }

    [Fact]
    public void EveryWordOfTheVocabularyIsInTheText()
    {
        HashSet<string> said = [.. Documents.SelectMany(d => d.Split(' '))];
        Assert.Empty(MiniatureVocabulary.FixedWords().Concat(Names).Except(said));
    }

    [Fact]
    public void NothingInTheWorldIsJudgedOrCompared()
    {
        string[] judging = ["yes", "no", "bigger", "claim", "right", "first", "second", "write"];
        Assert.All(Documents, d =>
        {
            string[] words = d.Split(' ');
            Assert.False(words.Intersect(judging).Any() && words.Any(Names.Contains), d);
        });
        Assert.Contains(Documents, d => d.EndsWith(" yes ."));
    }

    [Fact]
    public void SharesOfTheKindsAreAsDescribed()
    {
        double Share(Func<string, bool> what) => Documents.Count(what) / (double)Many;
        HashSet<string> ships = [.. Seed0.World.Ships.Select(s => s.Name)];
        // Ships: 10 % told, and a quarter of the 60 % of 20 % that are questions without a text.
        Assert.Equal(0.13, Share(d => d.Split(' ').Any(ships.Contains)), 0.01);
        Assert.Equal(0.05, Share(d => !d.Split(' ').Any(Names.Contains) && !d.StartsWith("a ")), 0.01);
        Assert.Equal(0.20 + 0.025, Share(d => d.Contains('?')), 0.01);
    }

    [Fact]
    public void SequencesAreFullAndBeginWithADocument()
    {
        var tokenizer = Seed0.CreateTokenizer();
        TrainingExample[] sequences = [.. PretrainingText.Sequences(Seed0.World, 0, tokenizer, 64).Take(50)];
        Assert.All(sequences, s => Assert.Equal((64, 64), (s.Length, s.Learned.Count(l => l))));
        string first = string.Join(' ', Documents[0].Split(' '));
        Assert.StartsWith(first, tokenizer.Decode(sequences[0].Tokens.AsSpan()));
        HashSet<string> starts = [.. Documents.Select(d => d.Split(' ')[0])];
        Assert.All(sequences, s => Assert.Contains(tokenizer.Token(s.Tokens[0])!, starts));
        Assert.Equal(50, sequences.Select(s => s.Id).Distinct().Count());
    }
}
