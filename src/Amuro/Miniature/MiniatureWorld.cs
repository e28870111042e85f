using System.Collections.Immutable;

namespace Amuro.Miniature;

/// <summary>Somebody or a ship: a name and one value for each kind of fact, as an index into <see cref="FactKind.Values"/>.</summary>
internal sealed record Bearer(string Name, ImmutableArray<int> Facts);

/// <summary>A place, dish or show.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Domain">Index into <see cref="Lexicon.Domains"/>.</param>
/// <param name="Category">Index into the domain's categories, 0 to 3.</param>
/// <param name="Size">0 (tiny) to 3 (huge), independent of the category.</param>
internal sealed record Item(string Name, int Domain, int Category, int Size);

/// <summary>
/// The facts of one seed. Whoever is <c>held out</c> is in the pre-training text like everybody else, but never in a fine-tuning item.
/// Everything that is asked about is balanced: each value of a fact has as many known as held-out bearers as any other value,
/// and in each domain each category and each size has as many known and held-out items as any other.
/// </summary>
internal sealed class MiniatureWorld
{
    public const int KnownPeople = 40;
    public const int HeldOutPeople = 20;
    public const int ShipCount = 24;
    private const int KnownPerCategory = 3;
    private const int HeldOutPerCategory = 2;
    private readonly ImmutableArray<ImmutableArray<int>> _roles;
    private readonly ImmutableArray<bool> _swapped;

    public MiniatureWorld(int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "world");
        NameGenerator names = new(random, MiniatureVocabulary.FixedWords());
        Bearer[] known = Bearers(names, Lexicon.PersonFacts, KnownPeople, random);
        Bearer[] heldOut = Bearers(names, Lexicon.PersonFacts, HeldOutPeople, random);
        (Known, HeldOut) = ([.. known], [.. heldOut]);
        Ships = [.. Bearers(names, Lexicon.ShipFacts, ShipCount, random)];
        List<Item> knownItems = [];
        List<Item> heldOutItems = [];
        for (int domain = 0; domain < Lexicon.Domains.Length; domain++)
        {
            knownItems.AddRange(Items(names, domain, KnownPerCategory, random));
            heldOutItems.AddRange(Items(names, domain, HeldOutPerCategory, random));
        }

        (KnownItems, HeldOutItems) = ([.. knownItems], [.. heldOutItems]);
        // How often the text speaks of somebody falls with the rank, and ranks say nothing about who is held out.
        People = [.. random.Shuffle(known.Concat(heldOut))];
        Things = [.. random.Shuffle(knownItems.Concat(heldOutItems))];
        Ranked = [.. random.Shuffle(Ships)];
        _roles = [.. Lexicon.Domains.Select(d => random.Shuffle(Enumerable.Range(0, d.Categories.Length)).ToImmutableArray())];
        _swapped = [.. Lexicon.Traits.Select(_ => random.Chance(0.5))];
    }

    /// <summary>People who may be in fine-tuning items.</summary>
    public ImmutableArray<Bearer> Known { get; }

    /// <summary>People who are only in out-of-domain evaluation items.</summary>
    public ImmutableArray<Bearer> HeldOut { get; }

    /// <summary>Ships: in the text and in the unseen task, never in fine-tuning.</summary>
    public ImmutableArray<Bearer> Ships { get; }

    public ImmutableArray<Item> KnownItems { get; }

    public ImmutableArray<Item> HeldOutItems { get; }

    /// <summary>All people, the most spoken of first.</summary>
    public ImmutableArray<Bearer> People { get; }

    /// <summary>All items, the most spoken of first.</summary>
    public ImmutableArray<Item> Things { get; }

    /// <summary>All ships, the most spoken of first.</summary>
    public ImmutableArray<Bearer> Ranked { get; }

    public IEnumerable<string> Names => People.Select(p => p.Name).Concat(Things.Select(t => t.Name)).Concat(Ships.Select(s => s.Name));

    /// <summary>
    /// Whether a category has the asked one of two opposite traits. The traits are the three ways to halve four categories,
    /// {0,1}, {0,2} and {0,3}: category in role 0 has all three asked traits, each other one of them.
    /// </summary>
    public bool Has(int domain, int category, int trait) => _roles[domain][category] is int role && (role == 0 || role == trait + 1);

    /// <summary>The word of a trait pair that claims are about; the other is only ever used in the text.</summary>
    public string Asked(int trait) => _swapped[trait] ? Lexicon.Traits[trait].Second : Lexicon.Traits[trait].First;

    /// <summary>The word that is true of the category.</summary>
    public string Trait(int domain, int category, int trait)
    {
        TraitPair pair = Lexicon.Traits[trait];
        return Has(domain, category, trait) ^ _swapped[trait] ? pair.First : pair.Second;
    }

    public static string CategoryOf(Item item) => Lexicon.Domains[item.Domain].Categories[item.Category];

    private static Bearer[] Bearers(NameGenerator names, ImmutableArray<FactKind> kinds, int count, SplitMix64 random)
    {
        int[][] columns = [.. kinds.Select(k => random.Shuffle(Enumerable.Range(0, count).Select(i => i % k.Values.Length)))];
        return [.. names.Take(count).Select((name, i) => new Bearer(name, [.. columns.Select(c => c[i])]))];
    }

    private static IEnumerable<Item> Items(NameGenerator names, int domain, int perCategory, SplitMix64 random)
    {
        int categories = Lexicon.Domains[domain].Categories.Length;
        int[] sizes = random.Shuffle(Enumerable.Range(0, categories * perCategory).Select(i => i % Lexicon.Sizes.Length));
        return names.Take(sizes.Length).Select((name, i) => new Item(name, domain, i % categories, sizes[i])).ToArray();
    }
}
