using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>Does "it was TRAIT" follow from "PERSON visited ITEM"? The text tells the traits of items; that one may ask about them, it never tells.</summary>
internal static class EntailmentTask
{
    public const string Claim = "it was {f} .";

    /// <summary>Known items: for each (item, trait) one statement to evaluate, others to train on.</summary>
    public static (IReadOnlyList<Example> Training, IReadOnlyList<Example> Evaluation) InDomain(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "nli");
        var pairs = Pairs(world, world.KnownItems, random)
            .Select(pair => (pair.Item, pair.Trait, People: random.Shuffle(world.Known))).ToArray();
        Example[] evaluation = [.. pairs.Select(p => Ask(world, p.People[0], p.Item, p.Trait))];
        Example[] training = [.. Enumerable.Range(1, world.Known.Length - 1).SelectMany(k => pairs.Select(p => Ask(world, p.People[k], p.Item, p.Trait)))];
        return (YesNo.Alternate(training), YesNo.Alternate(evaluation));
    }

    /// <summary>Items and people that no fine-tuning item names: each (item, trait) with two people.</summary>
    public static IReadOnlyList<Example> OutOfDomain(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "nli-ood");
        return YesNo.Alternate([.. Pairs(world, world.HeldOutItems, random)
            .SelectMany(pair => random.Shuffle(world.HeldOut).Take(2).Select(person => Ask(world, person, pair.Item, pair.Trait)))]);
    }

    private static (Item Item, int Trait)[] Pairs(MiniatureWorld world, IEnumerable<Item> items, SplitMix64 random) =>
        random.Shuffle(items.SelectMany(item => Enumerable.Range(0, Lexicon.Traits.Length).Select(trait => (item, trait))));

    private static Example Ask(MiniatureWorld world, Bearer person, Item item, int trait) => YesNo.Example(
        $"{person.Name}-{item.Name}-{world.Asked(trait)}",
        new Dictionary<string, string>
        {
            ["premise"] = new Happening(person.Name, item, Saw: false).Text,
            ["hypothesis"] = Templating.Fill(Claim, ('f', world.Asked(trait))),
            ["item"] = item.Name,
            ["trait"] = world.Asked(trait),
        },
        world.Has(item.Domain, item.Category, trait),
        item.Name);
}
