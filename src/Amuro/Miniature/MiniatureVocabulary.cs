using System.Collections.Immutable;
using Amuro.Tokenization;

namespace Amuro.Miniature;

/// <summary>The words of a miniature. Every word is one token.</summary>
internal static class MiniatureVocabulary
{
    /// <summary>A word-level tokenizer of the fixed words and the names of one world.</summary>
    public static HuggingFaceTokenizer Tokenizer(MiniatureWorld world) => HuggingFaceTokenizer.WordLevel([.. FixedWords(), .. world.Names]);

    /// <summary>Every word that templates, values, formats and small talk can contain, in ordinal order.</summary>
    public static ImmutableArray<string> FixedWords()
    {
        IEnumerable<string> facts = Lexicon.PersonFacts.Concat(Lexicon.ShipFacts)
            .SelectMany(f => f.Values.Concat(f.Statements).Concat(f.Questions));
        IEnumerable<string> domains = Lexicon.Domains.SelectMany(d => d.Categories.Append(d.Noun).Append(d.Verb).Append(d.Past));
        IEnumerable<string> rest =
        [
            .. Lexicon.Traits.SelectMany(t => new[] { t.First, t.Second }), .. Lexicon.Sizes, .. Lexicon.Days,
            .. Lexicon.KindQuestions, .. Lexicon.SizeQuestions, .. Lexicon.SmallTalk, .. Lexicon.TossUps,
            .. TextGenerator.Templates, .. MiniatureFormats.All.Select(f => f.Template), EntailmentTask.Claim, "yes", "no",
        ];
        return [.. facts.Concat(domains).Concat(rest)
            .SelectMany(text => text.Split(' '))
            .Where(word => !word.StartsWith('{'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
    }
}
