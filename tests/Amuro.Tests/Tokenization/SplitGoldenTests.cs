using System.Text;
using System.Text.Json;
using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

/// <summary>Splitting by patterns agrees with the reference, piece by piece.</summary>
public sealed class SplitGoldenTests
{
    [Fact]
    public void AllSplitsAgree()
    {
        var failures = new List<string>();
        int count = 0;
        var splitters = new Dictionary<string, TextSplitter[]>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Goldens.Path("tokenizers/splits.jsonl")))
        {
            count++;
            JsonElement row = JsonDocument.Parse(line).RootElement;
            string text = row.GetProperty("text").GetString()!;
            string json = $$"""
                {"type":"Split","pattern":{{row.GetProperty("pattern").GetRawText()}},"behavior":{{row.GetProperty("behavior").GetRawText()}},"invert":{{row.GetProperty("invert").GetRawText()}}}
                """;
            if (!splitters.TryGetValue(json, out TextSplitter[]? chain))
            {
                chain = TextSplitter.Read(new TokenizerJson("splits.jsonl", "$", JsonDocument.Parse(json).RootElement), out _);
                splitters.Add(json, chain);
            }

            var words = new WordList();
            words.Reset(new TextPiece(text, 0, text.Length), atTextStart: true);
            Array.ForEach(chain, splitter => splitter.Apply(words));

            string found = string.Join(' ', words.Ranges.Select(range => $"{CodePoints(text, range.Start)}-{CodePoints(text, range.End)}"));
            string expected = string.Join(' ', row.GetProperty("pieces").EnumerateArray().Select(static piece => $"{piece[1][0]}-{piece[1][1]}"));
            if (found != expected)
            {
                failures.Add($"{json} {JsonSerializer.Serialize(text)}: expected {expected}, found {found}");
            }
        }

        Assert.True(count > 500, $"only {count} rows");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join('\n', failures.Take(10))}");
    }

    /// <summary>The scanners written by hand give what the regular expressions give, where there are no astral characters to tell them apart.</summary>
    [Theory]
    [InlineData(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    public void ScannersEqualTheirExpressions(string pattern)
    {
        ScannerPattern scanner = ScannerPattern.ForKnown(pattern)!;
        var regex = new RegexPattern(pattern, "test");
        var random = new Random(5);
        const string Alphabet = "  \n\r\t\u00A0'''sStTmMdDrRevVlLaxZé日12²½¾.,!-\u200B\u0301_";
        for (int round = 0; round < 20_000; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var expected = new List<TextRange>();
            var found = new List<TextRange>();
            regex.FindMatches(text, expected);
            scanner.FindMatches(text, found);
            Assert.True(expected.SequenceEqual(found), $"{JsonSerializer.Serialize(text)}: {string.Join(' ', found)}");
        }
    }

    private static int CodePoints(string text, int end) => text[..end].EnumerateRunes().Count();
}
