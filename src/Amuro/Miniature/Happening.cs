using System.Collections.Immutable;

namespace Amuro.Miniature;

/// <summary>Somebody visits, tastes, watches or sees something: a sentence, and the questions it answers.</summary>
/// <param name="Person">Name of somebody.</param>
/// <param name="Item">What it is about.</param>
/// <param name="Saw">Whether the verb is "saw", else that of the item's domain.</param>
/// <param name="Form">Index into <see cref="Sentences"/>; only those from 1 on tell the day.</param>
/// <param name="Day">A day of the week.</param>
internal sealed record Happening(string Person, Item Item, bool Saw, int Form = 0, string Day = "")
{
    public static readonly ImmutableArray<string> Sentences = ["{p} {v} {x} .", "{p} {v} {x} on {t} .", "on {t} {p} {v} {x} ."];

    public static readonly ImmutableArray<string> Questions = ["who {v} {x} ?", "what did {p} {w} ?", "when did {p} {w} {x} ?"];

    public static readonly ImmutableArray<string> SeeingWords = ["saw", "see"];

    public string Text => Fill(Sentences[Form]);

    /// <summary>How many of <see cref="Questions"/> the sentence answers.</summary>
    public int QuestionCount => Form == 0 ? 2 : 3;

    public (string Question, string Answer) Ask(int question) =>
        (Fill(Questions[question]), question switch { 0 => Person, 1 => Item.Name, _ => Day });

    /// <summary>One at random; the person and the item are given.</summary>
    public static Happening Draw(string person, Item item, SplitMix64 random) =>
        new(person, item, random.Chance(0.25), random.Next(Sentences.Length), random.Pick(Lexicon.Days));

    private string Fill(string template)
    {
        Domain domain = Lexicon.Domains[Item.Domain];
        return Templating.Fill(template,
            ('p', Person), ('x', Item.Name), ('t', Day),
            ('v', Saw ? SeeingWords[0] : domain.Past), ('w', Saw ? SeeingWords[1] : domain.Verb));
    }
}
