using System.Collections.Immutable;
using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>Puts the items of one world together to task definitions.</summary>
internal static class MiniatureTasks
{
    // The longest right question has 7 words; the end of text makes 8.
    private const int QuestionTokens = 8;

    public static IReadOnlyList<TaskDefinition> Make(MiniatureWorld world, MiniatureOptions options)
    {
        int seed = options.Seed;
        var nli = EntailmentTask.InDomain(world, seed);
        var size = SizeTask.InDomain(world, seed);
        var qa = FactTask.People(world, seed);
        var qgen = QuestionGenerationTask.InDomain(world, seed, options.TrainingItems);
        ImmutableArray<PromptFormat> question = MiniatureFormats.Question;
        return
        [
            Choice("nli", "nli", MiniatureFormats.Entailment, nli.Evaluation, nli.Training),
            Choice("nli-ood", "nli", MiniatureFormats.Entailment, EntailmentTask.OutOfDomain(world, seed)),
            Choice("size", "size", MiniatureFormats.Size, size.Evaluation, size.Training),
            Choice("size-ood", "size", MiniatureFormats.Size, SizeTask.OutOfDomain(world, seed)),
            Choice("qa", "qa", question, qa.Evaluation, qa.Training),
            Choice("qa-ood", "qa", question, FactTask.HeldOutPeople(world, seed)),
            Generation("qgen", qgen.Evaluation, qgen.Training),
            Generation("qgen-ood", QuestionGenerationTask.OutOfDomain(world, seed), []),
            Choice("ships", "ships", question, FactTask.Ships(world, seed)),
            Choice("kinds", "kinds", question, FactTask.Kinds(world, seed)),
        ];

        TaskDefinition Choice(string name, string family, ImmutableArray<PromptFormat> formats, IReadOnlyList<Example> evaluation, IReadOnlyList<Example>? training = null) => new()
        {
            Name = name,
            Family = family,
            Kind = TaskKind.MultipleChoice,
            Formats = formats,
            Training = Take(training ?? [], options.TrainingItems),
            Evaluation = Take(evaluation, options.EvaluationItems),
        };

        TaskDefinition Generation(string name, IReadOnlyList<Example> evaluation, IReadOnlyList<Example> training) => new()
        {
            Name = name,
            Family = "qgen",
            Kind = TaskKind.Generation,
            Formats = MiniatureFormats.QuestionGeneration,
            MaxNewTokens = QuestionTokens,
            Training = Take(training, options.TrainingItems),
            Evaluation = Take(evaluation, options.EvaluationItems),
        };

        // Yes and no take turns: an even number keeps them balanced.
        Example[] Take(IReadOnlyList<Example> items, int most) => [.. items.Take(most - (most % 2))];
    }
}
