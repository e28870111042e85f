using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>"PERSON saw ITEM", "PERSON saw ITEM": was the first bigger? The text tells sizes one by one and never compares.</summary>
internal static class SizeTask
{
    private const int EvaluationPerLabel = 72;

    public static (IReadOnlyList<Example> Training, IReadOnlyList<Example> Evaluation) InDomain(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "size");
        var pairs = random.Shuffle(Pairs(world.KnownItems, world.KnownItems));
        // Round k gives every pair another two people, so no round repeats what an earlier one said.
        Example[][] rounds = [.. Enumerable.Range(0, 6).Select(_ => new Example[pairs.Length])];
        for (int i = 0; i < pairs.Length; i++)
        {
            Bearer[] people = random.Shuffle(world.Known);
            for (int k = 0; k < rounds.Length; k++)
            {
                rounds[k][i] = Ask(people[2 * k], pairs[i].First, people[(2 * k) + 1], pairs[i].Second);
            }
        }

        return (YesNo.Alternate([.. rounds.Skip(1).SelectMany(r => r)]), [.. YesNo.Alternate(random.Shuffle(rounds[0])).Take(2 * EvaluationPerLabel)]);
    }

    /// <summary>Items and people that no fine-tuning item names: in each domain all ordered pairs of different size, 144 in all.</summary>
    public static IReadOnlyList<Example> OutOfDomain(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "size-ood");
        var pairs = world.HeldOutItems.GroupBy(item => item.Domain).SelectMany(items => Pairs([.. items], [.. items]));
        return YesNo.Alternate([.. random.Shuffle(pairs).Select(pair =>
        {
            Bearer[] people = random.Shuffle(world.HeldOut);
            return Ask(people[0], pair.First, people[1], pair.Second);
        })]);
    }

    private static IEnumerable<(Item First, Item Second)> Pairs(IReadOnlyList<Item> firsts, IReadOnlyList<Item> seconds) =>
        firsts.SelectMany(first => seconds.Where(second => second.Size != first.Size).Select(second => (first, second)));

    private static Example Ask(Bearer one, Item first, Bearer other, Item second) => YesNo.Example(
        $"{one.Name}-{first.Name}-{other.Name}-{second.Name}",
        new Dictionary<string, string>
        {
            ["first"] = new Happening(one.Name, first, Saw: true).Text,
            ["second"] = new Happening(other.Name, second, Saw: true).Text,
            ["first_item"] = first.Name,
            ["second_item"] = second.Name,
        },
        first.Size > second.Size,
        first.Name);
}
