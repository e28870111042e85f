using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>Questions about single facts; the choices are all values of that kind of fact, and each is right equally often.</summary>
internal static class FactTask
{
    /// <summary>Known people: of each kind of fact one person for each value is evaluated, all other facts are trained on; in every wording.</summary>
    public static (IReadOnlyList<Example> Training, IReadOnlyList<Example> Evaluation) People(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "qa");
        List<Example> training = [];
        List<Example> evaluation = [];
        for (int kind = 0; kind < Lexicon.PersonFacts.Length; kind++)
        {
            foreach (IGrouping<int, Bearer> same in random.Shuffle(world.Known).GroupBy(p => p.Facts[kind]))
            {
                evaluation.AddRange(Ask(same.First(), Lexicon.PersonFacts[kind], kind));
                training.AddRange(same.Skip(1).SelectMany(p => Ask(p, Lexicon.PersonFacts[kind], kind)));
            }
        }

        return (random.Shuffle(training), random.Shuffle(evaluation));
    }

    /// <summary>People that no fine-tuning item names: three questions for each value, in changing wordings.</summary>
    public static IReadOnlyList<Example> HeldOutPeople(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "qa-ood");
        return random.Shuffle(Lexicon.PersonFacts.SelectMany((fact, kind) => world.HeldOut.GroupBy(p => p.Facts[kind])
            .SelectMany(same => random.Shuffle(same.SelectMany(p => Ask(p, fact, kind))).Take(3))));
    }

    /// <summary>Ships, which no fine-tuning item names: every fact in two wordings.</summary>
    public static IReadOnlyList<Example> Ships(MiniatureWorld world, int seed) => SplitMix64.For(seed, "ships").Shuffle(
        Lexicon.ShipFacts.SelectMany((fact, kind) => world.Ships.SelectMany(ship => Ask(ship, fact, kind))));

    /// <summary>What kind of place, dish or show something is: every item in two wordings.</summary>
    public static IReadOnlyList<Example> Kinds(MiniatureWorld world, int seed) => SplitMix64.For(seed, "kinds").Shuffle(
        world.Things.SelectMany(item => Lexicon.KindQuestions.Select((question, form) => Choose(
            item.Name, "kind", form, Templating.Fill(question, ('n', item.Name), ('d', Lexicon.Domains[item.Domain].Noun)),
            Lexicon.Domains[item.Domain].Categories, item.Category))));

    private static IEnumerable<Example> Ask(Bearer bearer, FactKind fact, int kind) => Enumerable.Range(0, fact.Questions.Length)
        .Select(form => Choose(bearer.Name, fact.Name, form, fact.Ask(form, bearer.Name), fact.Values, bearer.Facts[kind]));

    private static Example Choose(string name, string fact, int form, string question, IReadOnlyList<string> values, int gold) => new()
    {
        Id = FormattableString.Invariant($"{name}-{fact}-{form}"),
        Fields = new Dictionary<string, string> { ["question"] = question, ["name"] = name, ["fact"] = fact },
        Choices = values,
        Gold = gold,
        Answer = values[gold],
        Cluster = name,
    };
}
