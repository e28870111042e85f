using System.Globalization;
using Amuro.Models;

namespace Amuro.Training;

/// <summary>What a run trains on, after everything that can be wrong with it was looked at.</summary>
/// <param name="Examples">The sequences as they go into the model.</param>
/// <param name="Plan">Which of them go into which step.</param>
/// <param name="Skipped">Names of the examples that have no label left.</param>
/// <param name="Truncated">Number of examples that were cut, the skipped ones included.</param>
internal sealed record TrainingData(
    IReadOnlyList<TrainingExample> Examples, TrainingPlan Plan, IReadOnlyList<string> Skipped, int Truncated)
{
    /// <summary>The sequences whose loss is followed, cut as the others; empty: none is.</summary>
    public IReadOnlyList<TrainingExample> HeldOut { get; init; } = [];

    /// <summary>Cuts the examples, leaves out those without a label, and plans the steps.</summary>
    /// <param name="model">The model that will be trained.</param>
    /// <param name="recipe">All settings.</param>
    /// <param name="examples">The sequences as the caller gave them.</param>
    /// <param name="order">An order of them, or null to shuffle; examples without a label are left out of it.</param>
    /// <param name="heldOut">The sequences whose loss is followed, as the caller gave them.</param>
    /// <exception cref="AmuroException">Everything that is wrong with recipe and data, in one message.</exception>
    public static TrainingData Prepare(
        DecoderModel model,
        TrainingRecipe recipe,
        IReadOnlyList<TrainingExample> examples,
        IReadOnlyList<IReadOnlyList<int[]>>? order,
        IReadOnlyList<TrainingExample> heldOut)
    {
        List<string> problems = [.. RecipeCheck.Problems(recipe)];
        problems.AddRange(Trainable.Problems(model, recipe));
        problems.AddRange(FrozenProblems(model.Parameters.Names, recipe));
        problems.AddRange(IdProblems("training", examples, model.Config.VocabularySize));
        problems.AddRange(IdProblems("held-out", heldOut, model.Config.VocabularySize));
        problems.AddRange(order is null ? [] : OrderProblems(order, examples.Count));
        int maxLength = Math.Max(2, recipe.MaxLength ?? model.Config.MaxPositions);
        TrainingExample[] cut = [.. examples.Select(e => SequenceCut.To(e, maxLength, recipe.Truncation))];
        TrainingExample[] followed = [.. heldOut.Select(e => SequenceCut.To(e, maxLength, recipe.Truncation))];
        problems.AddRange(LengthProblems("training", cut, model.Config.MaxPositions));
        problems.AddRange(LengthProblems("held-out", followed, model.Config.MaxPositions));
        problems.AddRange(HeldOutProblems(recipe, followed));
        bool[] keep = [.. cut.Select(e => MicroBatch.LabelCount(e, recipe.CompletionOnlyLoss) > 0)];
        if (!keep.Contains(true))
        {
            problems.Add(NothingToLearn(examples, recipe));
        }

        if (problems.Count > 0)
        {
            throw new AmuroException("Fine-tuning: " + string.Join("; ", problems));
        }

        TrainingExample[] kept = order is null ? [.. cut.Where((_, i) => keep[i])] : cut;
        return new TrainingData(
            kept,
            order is null
                ? TrainingPlan.Shuffled([.. kept.Select(e => e.Length)], recipe)
                : new TrainingPlan([.. order.Select(step => (IReadOnlyList<int[]>)[.. step.Select(m => m.Where(i => keep[i]).ToArray())])]),
            [.. cut.Where((_, i) => !keep[i]).Select(e => e.Id)],
            cut.Zip(examples).Count(pair => pair.First.Length < pair.Second.Length))
        {
            HeldOut = followed,
        };
    }

    /// <summary>What asks for held-out examples that are not there, or have nothing to measure.</summary>
    public static IEnumerable<string> HeldOutProblems(TrainingRecipe recipe, bool isGiven)
    {
        if (!isGiven && (recipe.EvaluateEvery is not null || recipe.Patience is not null || recipe.KeepBest))
        {
            yield return "EvaluateEvery, Patience, KeepBest: expected held-out examples (TaskDefinition.HeldOut or TrainingOptions.HeldOut) to measure, found none";
        }
    }

    private static IEnumerable<string> HeldOutProblems(TrainingRecipe recipe, TrainingExample[] cut) =>
        cut.Length > 0 && cut.All(e => MicroBatch.LabelCount(e, recipe.CompletionOnlyLoss) == 0)
            ? [Text($"held-out examples: expected at least one with a token that is predicted, found none among {cut.Length}")]
            : HeldOutProblems(recipe, cut.Length > 0);

    private static string NothingToLearn(IReadOnlyList<TrainingExample> examples, TrainingRecipe recipe) => examples.Count == 0
        ? "training examples: expected at least one, found none"
        : Text($"training examples: expected at least one with a token to learn, found none among {examples.Count}{(recipe.CompletionOnlyLoss ? " (completion-only loss)" : "")}{(recipe.MaxLength is { } most ? $" (cut to {most} tokens)" : "")}");

    private static IEnumerable<string> IdProblems(string kind, IReadOnlyList<TrainingExample> examples, int vocabulary)
    {
        TrainingExample[] wrong = [.. examples.Where(e => e.Tokens.Any(id => (uint)id >= (uint)vocabulary))];
        if (wrong.Length > 0)
        {
            int found = wrong[0].Tokens.First(id => (uint)id >= (uint)vocabulary);
            yield return Text($"{kind} example '{wrong[0].Id}': expected token ids from 0 to {vocabulary - 1} (the model's vocabulary), found {found}{More(wrong.Length)}; is this the model's own tokenizer?");
        }
    }

    private static IEnumerable<string> LengthProblems(string kind, TrainingExample[] cut, int positions)
    {
        TrainingExample[] wrong = [.. cut.Where(e => e.Length > positions)];
        if (wrong.Length > 0)
        {
            yield return Text($"{kind} example '{wrong[0].Id}': expected at most {positions} tokens (the model's positions), found {wrong[0].Length}{More(wrong.Length)}; set MaxLength to {positions} or less");
        }
    }

    private static IEnumerable<string> FrozenProblems(IReadOnlyList<string> names, TrainingRecipe recipe)
    {
        string[] unknown = [.. recipe.Frozen.Where(f => !names.Any(n => ParameterRange.Matches(f, n)))];
        if (unknown.Length > 0)
        {
            yield return $"Frozen: expected names of parameters such as {names[0]}, found without a match: {string.Join(", ", unknown)}";
        }

        if (names.All(n => ParameterRange.IsFrozen(recipe, n)))
        {
            yield return "Frozen: expected something left to train, found every parameter frozen";
        }
    }

    private static IEnumerable<string> OrderProblems(IReadOnlyList<IReadOnlyList<int[]>> order, int examples)
    {
        if (order.Count == 0)
        {
            yield return "order: expected at least one step, found none";
        }

        for (int s = 0; s < order.Count; s++)
        {
            if (!order[s].Any(m => m.Length > 0))
            {
                yield return Text($"order, step {s + 1}: expected at least one example, found none");
            }

            foreach (int i in order[s].SelectMany(m => m).Where(i => (uint)i >= (uint)examples).Take(1))
            {
                yield return Text($"order, step {s + 1}: expected indices from 0 to {examples - 1}, found {i}");
            }
        }
    }

    private static string More(int count) => count == 1 ? "" : Text($" (and {count - 1} more examples like it)");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
