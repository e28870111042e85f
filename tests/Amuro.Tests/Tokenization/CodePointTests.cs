using System.Globalization;
using System.Text;
using System.Text.Json;
using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

/// <summary>Character classes and the normal form C are those of the reference, code point by code point.</summary>
public sealed class CodePointTests
{
    private static readonly JsonElement Classes =
        JsonDocument.Parse(File.ReadAllText(Goldens.Path("tokenizers/classes.json"))).RootElement.GetProperty("classes");

    [Fact]
    public void LettersNumbersAndSpacesAgree()
    {
        AssertClass("onig_L", rune => Class(rune) == CodePointClass.Letter);
        AssertClass("onig_N", rune => Class(rune) == CodePointClass.Number);
        AssertClass("onig_s", rune => Class(rune) == CodePointClass.Space);
        AssertClass("rust_s", Rune.IsWhiteSpace);
        AssertClass("rust_w", CodePoints.IsRustWord);
        AssertClass("python_isspace", static rune => rune.IsBmp && CodePoints.IsPythonSpace((char)rune.Value));

        static CodePointClass Class(Rune rune) => CodePoints.ClassAt(rune.ToString(), 0, out _);
    }

    /// <summary>Expressions see astral characters as characters of their class.</summary>
    [Theory]
    [InlineData("onig_w", @"\w")]
    [InlineData("onig_d", @"\d")]
    [InlineData("onig_s", @"\s")]
    [InlineData("onig_L", @"\p{L}")]
    [InlineData("onig_N", @"\p{N}")]
    [InlineData("onig_M", @"\p{M}")]
    [InlineData("onig_P", @"\p{P}")]
    [InlineData("onig_S", @"\p{S}")]
    [InlineData("onig_Lu", @"\p{Lu}")]
    [InlineData("onig_Ll", @"\p{Ll}")]
    [InlineData("onig_Lt", @"\p{Lt}")]
    [InlineData("onig_Lm", @"\p{Lm}")]
    [InlineData("onig_Lo", @"\p{Lo}")]
    public void ExpressionsAgree(string name, string pattern)
    {
        string text = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(char.ConvertFromUtf32));
        var matches = new List<TextRange>();
        new RegexPattern(pattern, "test").FindMatches(text, matches);
        var found = matches.Select(match => char.ConvertToUtf32(text, match.Start)).ToHashSet();
        Assert.Equal(matches.Count, found.Count);
        AssertClass(name, rune => found.Contains(rune.Value));
    }

    [Fact]
    public void SingleCodePointsNormaliseAsTheReferenceDoes()
    {
        var normalizer = new NfcNormalizer();
        AssertClass("nfc_changes_alone", rune => Normal(normalizer, rune.ToString()) != rune.ToString());
        HashSet<int> changes = Members("nfc_changes_alone");
        foreach (int codePoint in changes)
        {
            string text = char.ConvertFromUtf32(codePoint);
            Assert.Equal(text.Normalize(NormalizationForm.FormC), Normal(normalizer, text));
        }
    }

    [Fact]
    public void MarksAreReorderedOnlyIfTheReferenceKnowsThem()
    {
        // Class 220 sorts before class 230, so a known mark that is neither 0 nor 230 or more moves.
        var normalizer = new NfcNormalizer();
        foreach (int mark in Members("nfc_marks_of_unicode14_left_in_place"))
        {
            string text = "x" + char.ConvertFromUtf32(mark) + "\u0316\u0301";
            Assert.Equal(text, Normal(normalizer, text));
        }

        Assert.Equal("x\u0316\u0301", Normal(normalizer, "x\u0301\u0316"));
        Assert.Equal("\U00011935\U00011930", Normal(normalizer, "\U00011935\U00011930"));
    }

    [Fact]
    public void SequencesNormaliseAsTheRuntimeDoesWhereTablesAgree()
    {
        var normalizer = new NfcNormalizer();
        int[] pool = [.. NfcData.Decompositions.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(static entry => entry.Split('=', '!', '+')).Select(static hex => Convert.ToInt32(hex, 16)).Distinct()];
        int[] marks = [.. Enumerable.Range(0x300, 0x45), 0x5B0, 0x64B, 0x93C, 0x1100, 0x1161, 0x11A8, 0xAC00, 0xAC1C, 'a', 'e', ' '];
        var random = new Random(1);
        for (int round = 0; round < 30_000; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(1, 9); i > 0; i--)
            {
                int[] from = random.Next(2) == 0 ? pool : marks;
                text.Append(char.ConvertFromUtf32(from[random.Next(from.Length)]));
            }

            Assert.Equal(text.ToString().Normalize(NormalizationForm.FormC), Normal(normalizer, text.ToString()));
        }
    }

    [Fact]
    public void LoneSurrogatesAndLongRunsOfMarksPass()
    {
        var normalizer = new NfcNormalizer();
        Assert.Equal("\uD800é\uDC00\uFFFE", Normal(normalizer, "\uD800e\u0301\uDC00\uFFFE"));
        string marks = string.Concat(Enumerable.Repeat("\u0301\u0316", 50_000));
        Assert.Equal(100_001, Normal(normalizer, "x" + marks).Length);
    }

    private static string Normal(NfcNormalizer normalizer, string text) =>
        normalizer.Apply(new TextPiece(text, 0, text.Length)).Span.ToString();

    private static void AssertClass(string name, Func<Rune, bool> isIn)
    {
        HashSet<int> expected = Members(name);
        Assert.NotEmpty(expected);
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.TryCreate(codePoint, out Rune rune) && isIn(rune) != expected.Contains(codePoint))
            {
                Assert.Fail($"{name}: U+{codePoint:X4} is {(expected.Contains(codePoint) ? "" : "not ")}in it");
            }
        }
    }

    private static HashSet<int> Members(string name)
    {
        var members = new HashSet<int>();
        foreach (JsonElement range in Classes.GetProperty(name).EnumerateArray())
        {
            string[] ends = range.GetString()!.Split('-');
            for (int i = Hex(ends[0]); i <= Hex(ends[^1]); i++)
            {
                members.Add(i);
            }
        }

        return members;

        static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
