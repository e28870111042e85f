using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>From a sentence and an answer to the question. Half of the evaluated items are facts about people, half are happenings.</summary>
internal static class QuestionGenerationTask
{
    private const int EvaluatedOfEach = 72;

    public static (IReadOnlyList<Example> Training, IReadOnlyList<Example> Evaluation) InDomain(MiniatureWorld world, int seed, int count)
    {
        SplitMix64 random = SplitMix64.For(seed, "qgen");
        Example[] facts = random.Shuffle(Facts(world.Known));
        Example[] happenings = [.. Happenings(world.Known, world.KnownItems, random).Take(count + EvaluatedOfEach)];
        Example[] training = random.Shuffle(facts.Skip(EvaluatedOfEach).Concat(happenings.Skip(EvaluatedOfEach)));
        return (training, Half(facts, happenings));
    }

    /// <summary>People and items that no fine-tuning item names.</summary>
    public static IReadOnlyList<Example> OutOfDomain(MiniatureWorld world, int seed)
    {
        SplitMix64 random = SplitMix64.For(seed, "qgen-ood");
        return Half(random.Shuffle(Facts(world.HeldOut)), Happenings(world.HeldOut, world.HeldOutItems, random).Take(EvaluatedOfEach));
    }

    private static Example[] Half(IEnumerable<Example> facts, IEnumerable<Example> happenings) =>
        [.. facts.Zip(happenings).Take(EvaluatedOfEach).SelectMany(pair => new[] { pair.First, pair.Second })];

    // The first wording of a question is the right one, so that sentence and answer determine it.
    private static IEnumerable<Example> Facts(IEnumerable<Bearer> people) => people.SelectMany(person => Lexicon.PersonFacts.SelectMany((fact, kind) =>
        Enumerable.Range(0, fact.Statements.Length).Select(form => Make(
            person.Name, fact.Tell(form, person.Name, fact.Values[person.Facts[kind]]), fact.Ask(0, person.Name), fact.Values[person.Facts[kind]]))));

    private static IEnumerable<Example> Happenings(IReadOnlyList<Bearer> people, IReadOnlyList<Item> items, SplitMix64 random)
    {
        HashSet<string> seen = [];
        while (true)
        {
            Happening happening = Happening.Draw(random.Pick(people).Name, random.Pick(items), random);
            (string question, string answer) = happening.Ask(random.Next(happening.QuestionCount));
            Example example = Make(happening.Person, happening.Text, question, answer);
            if (seen.Add(example.Id))
            {
                yield return example;
            }
        }
    }

    private static Example Make(string person, string text, string question, string answer) => new()
    {
        Id = $"{text} {answer}",
        Fields = new Dictionary<string, string> { ["text"] = text, ["answer"] = answer },
        Answer = question,
        Cluster = person,
    };
}
