using System.Collections.Immutable;
using Amuro.Analysis.Auditing;
using Amuro.Results;
using Amuro.Results.Importers;

namespace Amuro.Analysis.Published;

/// <summary>
/// What is known about "Amuro and Char" (arXiv 2408.06663) beside its two tables: what its text claims, how its scripts choose the worked
/// examples (eval/predict_classification.py of github.com/KaiserWhoLearns/AmuroCharPTFTRelationship), and the sizes of its data sets.
/// </summary>
public static class AmuroCharFacts
{
    private const int Shots = 4;

    // An item of LLMBar asks which of two answers is better.
    private const int PairOfAnswers = 2;
    private const string HiddenLabels = "are all -1 in the test split that was scored, and the data script reads that as 'no'";

    /// <summary>An audit that knows all of it. Without these facts <see cref="DataAudit.Default"/> finds less, but needs none of them to find that something is wrong.</summary>
    public static DataAudit Audit { get; } = DataAudit.Default
        .WithGroups(Groups())
        .WithTrends(AmuroCharGroups.Curves.Select(c => Pair(c.Task, c.TunedOn)))
        .WithShotsFromScoredItems()
        // As the reference outputs of this project report it (paper.json, audit): the hub's copies of the test sets have no labels.
        .WithUnusableLabels("qqp", HiddenLabels, "default", "instruct")
        .WithUnusableLabels("stsb", HiddenLabels, "default", "instruct")
        // Items by class of MultiNLI's two validation sets and PAWS's test set: taken over from the same reference outputs.
        .WithClassCounts("mnli_matched", new Dictionary<string, int> { ["entailment"] = 3479, ["neutral"] = 3123, ["contradiction"] = 3213 })
        .WithClassCounts("mnli_mismatched", new Dictionary<string, int> { ["entailment"] = 3463, ["neutral"] = 3240, ["contradiction"] = 3129 })
        .WithClassCounts("paws", new Dictionary<string, int> { ["no"] = 4464, ["yes"] = 3536 })
        .WithItemCount("mnli_matched", 9815)
        .WithItemCount("mnli_mismatched", 9832)
        .WithItemCount("paws", 8000)
        // LLMBar (arXiv 2310.07641): the same source.
        .WithItemCount("llmbar_Natural", 100)
        .WithItemCount("llmbar_Adversarial_Neighbor", 134)
        .WithItemCount("llmbar_Adversarial_Manual", 46);

    /// <summary>
    /// What the four analyses can be run on: the paper's own protocol (four worked examples, its own fine-tuning recipes), without the leftovers
    /// of other runs, without the tasks whose labels are unusable, and without the official table, which is another protocol that has neither
    /// standard errors nor numbers of items. The settings say so. Chance levels, majorities and numbers of items are filled in where they are known.
    /// </summary>
    /// <param name="tables">What <see cref="AmuroCharTables.Import"/> made of the two tables.</param>
    /// <param name="model">Name of the model. Default <c>olmo1b</c>.</param>
    public static StudyResults Usable(StudyResults tables, string model = "olmo1b")
    {
        ArgumentNullException.ThrowIfNull(tables);
        ScoreRow[] own = [.. tables.Scores.Where(r => r.Model == model && r.Shots == Shots)];
        ScoreRow[] usable = [.. own.Where(r => !Audit.UnusableLabels.Any(f => f.Holds(r)))];
        string[] withoutLabels = [.. Audit.UnusableLabels.Select(f => f.Task).Where(t => own.Any(r => r.Task == t))];
        return tables with
        {
            Scores = ScoreTable.From(usable.Select(WithClasses)),
            Settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["source"] = "all_perf_table.csv and official_eval_table.csv of \"Amuro and Char\" (arXiv 2408.06663)",
                ["protocol analysed"] = FormattableString.Invariant($"{model} with {Shots} worked examples: {usable.Length} of {tables.Scores.Count} rows"),
                ["left out: unusable labels"] = string.Join(", ", withoutLabels),
                ["left out: other protocols"] = FormattableString.Invariant($"{tables.Scores.Count(r => r.Format == AmuroCharTables.OfficialFormat)} rows of the official table, {tables.Scores.Count - own.Length - tables.Scores.Count(r => r.Format == AmuroCharTables.OfficialFormat)} rows of other runs"),
                ["step of the checkpoint 'main'"] = FormattableString.Invariant($"{usable.Select(r => r.Step).DefaultIfEmpty().Max()}, which the tables do not say"),
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    private static ScoreRow WithClasses(ScoreRow row) => Audit.ClassCounts.TryGetValue(row.Task, out IReadOnlyDictionary<string, int>? counts)
        ? row with { N = counts.Values.Sum(), Chance = 1.0 / counts.Count, Majority = counts.Values.Max() / (double)counts.Values.Sum() }
        : row with { N = Audit.ItemCounts.GetValueOrDefault(row.Task), Chance = row.Task.StartsWith("llmbar_", StringComparison.Ordinal) ? 1.0 / PairOfAnswers : row.Chance };

    // The text says that the gain of the tasks learned in fine-tuning is highest at checkpoint 424000, and counts sciq twice among the others.
    private static IEnumerable<StatedGroup> Groups() =>
    [
        new("learned in fine-tuning", [.. AmuroCharGroups.FineTuningLearned.Select(p => Pair(p.Task, p.TunedOn))], 424_000),
        new("learned in pre-training", [.. AmuroCharGroups.PretrainingLearned.Append("sciq").Select(t => Pair(t, "tulu"))]),
        .. AmuroCharGroups.Families.Select(f => new StatedGroup(f.Name, [.. f.Tasks.Select(t => Pair(t, f.TunedOn))])),
        .. AmuroCharGroups.Crossings.Select(c => new StatedGroup(c.Name.Replace('_', ' '), [.. c.TunedOn.SelectMany(on => c.Tasks.Select(t => Pair(t, on)))])),
    ];

    private static StatedPair Pair(string task, string tunedOn) =>
        tunedOn == "tulu" ? new(tunedOn, task, AmuroCharTables.OfficialFormat, 0) : new(tunedOn, task, Shots: Shots);
}
