using System.Collections.Immutable;

namespace Amuro.Miniature;

/// <summary>
/// Pre-training text about a world: an endless run of short documents that depends on the seed alone. It tells and asks facts; it holds no
/// claim labelled true or false, no comparison of two things and no question to be written, so fine-tuning has to teach those.
/// </summary>
internal sealed class TextGenerator(MiniatureWorld world, int seed)
{
    // {q} question, {a} answer, {e} event, {p} somebody. One layout of each list is picked for a document.
    private static readonly ImmutableArray<string> QuestionLayouts =
    [
        "### question : {q} ### answer : {a}", "{q} {a}", "{q} {a} .", "question : {q} answer : {a}", "{p} asks : {q} the answer is {a} .",
        "quiz : {q} - {a}", "please answer : {q} {a} .", "{q} it is {a} .", "one word please . {q} {a}",
    ];

    private static readonly ImmutableArray<string> ReadingLayouts =
    [
        "### text : {e} ### question : {q} ### answer : {a}", "{e} {q} {a}", "text : {e} question : {q} answer : {a}",
        "{e} {p} asks : {q} the answer is {a} .", "read this : {e} {q} {a} .",
    ];

    private static readonly ImmutableArray<string> StoryEnds =
    [
        "it was {f} .", "it was {f} and {g} .", "it was a {f} {k} .", "everybody said it was {f} .",
    ];

    private static readonly ImmutableArray<string> CategoryStatements =
    [
        "{x} is a {k} .", "the {d} {x} is a {k} .", "the {k} {x} is {f} .", "{x} is {f} and {g} .", "{x} is {f} .", "a {k} is {f} .",
    ];

    private static readonly ImmutableArray<string> SizeStatements =
    [
        "{x} is {s} .", "the {k} {x} is {s} .", "the size of {x} is {s} .", "{p} saw {x} . it was {s} .",
    ];

    private static readonly ImmutableArray<string> Lists = ["a list of {l} things : {x} , {y} , {z} .", "people from {l} : {x} , {y} , {z} ."];

    private readonly SplitMix64 _random = SplitMix64.For(seed, "text");
    private readonly Frequency _people = new(world.People.Length);
    private readonly Frequency _things = new(world.Things.Length);
    private readonly Frequency _ships = new(world.Ranked.Length);

    /// <summary>All fixed text of the generator, for the vocabulary.</summary>
    public static IEnumerable<string> Templates =>
    [
        .. QuestionLayouts, .. ReadingLayouts, .. Happening.Sentences, .. Happening.Questions, .. Happening.SeeingWords, .. StoryEnds, .. CategoryStatements, .. SizeStatements, .. Lists,
    ];

    /// <summary>The text itself, document by document.</summary>
    public IEnumerable<string> Documents()
    {
        while (true)
        {
            // 15 % statements, 23 people, 10 ships, 20 questions, 15 stories, 8 sizes, 4 lists, 5 small talk.
            yield return _random.NextDouble() switch
            {
                < 0.15 => Category(),
                < 0.38 => Facts(world.People[_people.Draw(_random)], Lexicon.PersonFacts),
                < 0.48 => Facts(world.Ranked[_ships.Draw(_random)], Lexicon.ShipFacts),
                < 0.68 => _random.Chance(0.4) ? Reading() : Question(),
                < 0.83 => Story(),
                < 0.91 => Size(),
                < 0.95 => List(),
                _ => SmallTalk(),
            };
        }
    }

    private Bearer Person() => world.People[_people.Draw(_random)];

    private Item Thing() => world.Things[_things.Draw(_random)];

    private string Facts(Bearer bearer, ImmutableArray<FactKind> kinds)
    {
        int[] order = _random.Shuffle(Enumerable.Range(0, kinds.Length));
        return string.Join(' ', order.Take(_random.Chance(0.5) ? 2 : 1).Select(k => Tell(bearer, kinds, k)));
    }

    private string Tell(Bearer bearer, ImmutableArray<FactKind> kinds, int kind) =>
        kinds[kind].Tell(_random.Next(kinds[kind].Statements.Length), bearer.Name, kinds[kind].Values[bearer.Facts[kind]]);

    private (string Question, string Answer) Ask(Bearer bearer, ImmutableArray<FactKind> kinds, int kind) =>
        (kinds[kind].Ask(_random.Next(kinds[kind].Questions.Length), bearer.Name), kinds[kind].Values[bearer.Facts[kind]]);

    private string Category() => Describe(_random.Pick(CategoryStatements), Thing());

    private string Describe(string template, Item item)
    {
        int[] traits = _random.Shuffle(Enumerable.Range(0, Lexicon.Traits.Length));
        return Templating.Fill(template,
            ('x', item.Name), ('k', MiniatureWorld.CategoryOf(item)), ('d', Lexicon.Domains[item.Domain].Noun),
            ('f', world.Trait(item.Domain, item.Category, traits[0])), ('g', world.Trait(item.Domain, item.Category, traits[1])),
            ('s', Lexicon.Sizes[item.Size]));
    }

    private string Size() => Templating.Fill(Describe(_random.Pick(SizeStatements), Thing()), ('p', Person().Name));

    private Happening Event() => Happening.Draw(Person().Name, Thing(), _random);

    private string Story()
    {
        Happening happening = Event();
        return happening.Text + " " + Describe(_random.Pick(StoryEnds), happening.Item);
    }

    private string Reading()
    {
        if (_random.Chance(0.25))
        {
            Bearer somebody = Person();
            int kind = _random.Next(Lexicon.PersonFacts.Length);
            return Reading(Tell(somebody, Lexicon.PersonFacts, kind), Ask(somebody, Lexicon.PersonFacts, kind));
        }

        Happening happening = Event();
        string text = happening.Text;
        if (_random.Chance(0.3))
        {
            string other = Event().Text;
            text = _random.Chance(0.5) ? $"{text} {other}" : $"{other} {text}";
        }

        return Reading(text, happening.Ask(_random.Next(happening.QuestionCount)));
    }

    private string Reading(string text, (string Question, string Answer) pair) => Templating.Fill(
        _random.Pick(ReadingLayouts), ('e', text), ('q', pair.Question), ('a', pair.Answer), ('p', Person().Name));

    private string Question()
    {
        (string question, string answer) = _random.NextDouble() switch
        {
            < 0.5 => Ask(Person(), Lexicon.PersonFacts, _random.Next(Lexicon.PersonFacts.Length)),
            < 0.75 => Ask(world.Ranked[_ships.Draw(_random)], Lexicon.ShipFacts, _random.Next(Lexicon.ShipFacts.Length)),
            < 0.9 => AskKind(Thing()),
            _ => AskSize(Thing()),
        };
        return Templating.Fill(_random.Pick(QuestionLayouts), ('q', question), ('a', answer), ('p', Person().Name));
    }

    private (string, string) AskKind(Item item) => (Templating.Fill(
        _random.Pick(Lexicon.KindQuestions), ('n', item.Name), ('d', Lexicon.Domains[item.Domain].Noun)), MiniatureWorld.CategoryOf(item));

    private (string, string) AskSize(Item item) => (Templating.Fill(_random.Pick(Lexicon.SizeQuestions), ('n', item.Name)), Lexicon.Sizes[item.Size]);

    private string List()
    {
        // Draws until three share the property; the most frequent names make this quick.
        Func<string> draw;
        string label;
        int form = _random.Next(Lists.Length);
        if (form == 0)
        {
            Item first = Thing();
            int trait = _random.Next(Lexicon.Traits.Length);
            label = world.Trait(first.Domain, first.Category, trait);
            draw = () => Thing() is Item item && world.Trait(item.Domain, item.Category, trait) == label ? item.Name : "";
        }
        else
        {
            int town = Person().Facts[0];
            label = Lexicon.PersonFacts[0].Values[town];
            draw = () => Person() is Bearer bearer && bearer.Facts[0] == town ? bearer.Name : "";
        }

        List<string> names = [];
        while (names.Count < 3)
        {
            string name = draw();
            if (name.Length > 0 && !names.Contains(name))
            {
                names.Add(name);
            }
        }

        return Templating.Fill(Lists[form], ('l', label), ('x', names[0]), ('y', names[1]), ('z', names[2]));
    }

    private string SmallTalk() => _random.Chance(0.5)
        ? _random.Pick(Lexicon.TossUps) + (_random.Chance(0.5) ? " yes ." : " no .")
        : _random.Pick(Lexicon.SmallTalk);
}
