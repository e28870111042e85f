using Amuro.Analysis.Auditing;
using Amuro.Results.Importers;

namespace Amuro.Analysis.Published;

/// <summary>
/// What is known about "Amuro and Char" (arXiv 2408.06663) beside its two tables: what its text claims, how its scripts choose the worked
/// examples (eval/predict_classification.py of github.com/KaiserWhoLearns/AmuroCharPTFTRelationship), and the sizes of its data sets.
/// </summary>
public static class AmuroCharFacts
{
    private const int Shots = 4;
    private const string HiddenLabels = "are all -1 in the test split that was scored, and the data script reads that as 'no'";

    /// <summary>An audit that knows all of it. Without these facts <see cref="DataAudit.Default"/> finds less, but needs none of them to find that something is wrong.</summary>
    public static DataAudit Audit { get; } = DataAudit.Default
        .WithGroups(Groups())
        .WithTrends(AmuroCharGroups.Curves.Select(c => Pair(c.Task, c.TunedOn)))
        .WithShotsFromScoredItems()
        // The GLUE test labels are withheld, -1 in the copies on the Hugging Face hub (nyu-mll/glue).
        .WithUnusableLabels("qqp", HiddenLabels, "default", "instruct")
        .WithUnusableLabels("stsb", HiddenLabels, "default", "instruct")
        // MultiNLI's two validation sets and the test set of PAWS-Wiki, counted.
        .WithClassCounts("mnli_matched", new Dictionary<string, int> { ["entailment"] = 3479, ["neutral"] = 3123, ["contradiction"] = 3213 })
        .WithClassCounts("mnli_mismatched", new Dictionary<string, int> { ["entailment"] = 3463, ["neutral"] = 3240, ["contradiction"] = 3129 })
        .WithClassCounts("paws", new Dictionary<string, int> { ["no"] = 4464, ["yes"] = 3536 })
        .WithItemCount("mnli_matched", 9815)
        .WithItemCount("mnli_mismatched", 9832)
        .WithItemCount("paws", 8000)
        // LLMBar (arXiv 2310.07641), table 1.
        .WithItemCount("llmbar_Natural", 100)
        .WithItemCount("llmbar_Adversarial_Neighbor", 134)
        .WithItemCount("llmbar_Adversarial_Manual", 46);

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
