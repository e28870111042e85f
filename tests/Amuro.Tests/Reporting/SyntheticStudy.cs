using Amuro.Results;

namespace Amuro.Tests.Reporting;

/// <summary>
/// A study that was never run: ten sets with the effect sizes that the prototype of the miniature measured (mean of four seeds), three
/// formats, items drawn at random from a seed. For looking at reports, not for claims.
/// </summary>
internal static class SyntheticStudy
{
    public static readonly long[] Steps = [0, 100, 200, 300, 450, 600, 850, 1200];
    private static readonly string[] Formats = ["default", "instruct", "io"];
    private static readonly string[] TunedOn = ["nli", "size", "qa", "qgen"];

    // name, chance, base and own-family fine-tuned score by checkpoint
    private static readonly (string Task, double Chance, double[] Base, double[]? Tuned)[] Sets =
    [
        ("nli_id", .5, [.51, .46, .52, .52, .44, .58, .49, .52], [.94, .77, .78, .78, .85, .94, .94, .91]),
        ("nli_ood", .5, [.45, .48, .46, .45, .43, .55, .52, .45], [.47, .50, .51, .54, .68, .79, .81, .78]),
        ("size_id", .5, [.48, .51, .51, .53, .52, .49, .50, .47], [1, 1, 1, 1, 1, 1, 1, 1]),
        ("size_ood", .5, [.50, .52, .50, .48, .51, .47, .55, .54], [.53, .53, .48, .55, .55, .51, .67, .77]),
        ("qa_id", double.NaN, [.06, .06, .09, .16, .63, .89, .98, 1], [.06, .09, .10, .07, .35, .59, .77, .91]),
        ("qa_ood", double.NaN, [.04, .10, .11, .13, .60, .88, .98, 1], [.07, .05, .07, .14, .44, .69, .86, .93]),
        ("qgen_id", double.NaN, [.01, .27, .28, .28, .30, .36, .48, .50], [.84, .84, .85, .85, .85, .87, .93, .96]),
        ("qgen_ood", double.NaN, [.01, .27, .27, .28, .29, .35, .47, .49], [.82, .82, .82, .82, .82, .84, .91, .94]),
        ("ships", .25, [.24, .27, .35, .46, .72, .93, .99, 1], null),
        ("kinds", .25, [.26, .30, .33, .41, .60, .71, .80, .86], null),
    ];

    /// <summary>The study; fewer steps, formats or seeds on demand. Equal arguments give equal studies.</summary>
    public static StudyResults Create(int seeds = 3, int items = 100, IReadOnlyList<long>? steps = null, int formats = 3, bool records = false, int random = 20)
    {
        var draw = new Random(random);
        var scores = new List<ScoreRow>();
        var all = new List<ItemRecord>();
        foreach (long step in steps ?? Steps)
        {
            int at = Math.Max(0, Array.FindLastIndex(Steps, s => s <= step));
            foreach (string tunedOn in (string[])["", .. TunedOn])
            {
                foreach (int seed in Enumerable.Range(0, tunedOn.Length == 0 ? 1 : seeds))
                {
                    foreach ((string task, double chance, double[] before, double[]? after) in Sets)
                    {
                        double shift = 0.04 * (draw.NextDouble() - 0.5);
                        for (int f = 0; f < formats; f++)
                        {
                            double target = Target(task, tunedOn, before[at], after?[at], chance, f, draw) + shift;
                            Evaluate(step, tunedOn, task, chance, Formats[f], seed, Math.Clamp(target, 0, 1), items, draw, scores, records ? all : null);
                        }
                    }
                }
            }
        }

        return new StudyResults
        {
            Scores = ScoreTable.From(scores),
            Items = ItemTable.From(all),
            Settings = new Dictionary<string, string>
            {
                ["model"] = "hidden 64, layers 4, heads 4, vocabulary 340 (0.235M parameters, float32)",
                ["seed"] = "0",
                ["fine-tuner"] = "epochs 4, batch 16, AdamW 1e-3 (0.9, 0.999), warm-up 6 %, completion-only loss",
                ["baseline:first sentence only:nli_ood"] = "0.75",
                ["baseline:first sentence only:nli_id"] = "0.742",
                ["baseline:second sentence only:nli_ood"] = "0.5",
                ["torch"] = "TorchSharp 0.107.0, libtorch 2.10, 1 thread",
            },
        };
    }

    private static double Target(string task, string tunedOn, double before, double? after, double chance, int format, Random draw)
    {
        string family = task.Split('_')[0];
        double guess = double.IsNaN(chance) ? 0.05 : chance;
        double score = tunedOn.Length == 0 ? before
            : family == tunedOn ? after!.Value
            : tunedOn is "nli" or "size" ? (chance > 0 ? guess + (before - guess) * 0.45 : before * 0.05)
            : before * 0.95;
        double strength = tunedOn.Length == 0 ? 0.15 : 0.45;
        return score + (format == 0 ? 0 : (guess - score) * strength * (format == 1 ? 0.5 : 1) * (0.6 + 0.8 * draw.NextDouble()));
    }

    private static void Evaluate(long step, string tunedOn, string task, double chance, string format, int seed, double target, int items, Random draw, List<ScoreRow> scores, List<ItemRecord>? records)
    {
        bool partial = task.StartsWith("qgen", StringComparison.Ordinal);
        string metric = partial ? "rougeL" : task.StartsWith("qa", StringComparison.Ordinal) ? "exact_match" : "acc";
        TaskRelation split = task.Split('_') is [string family, string kind] && (tunedOn.Length == 0 || family == tunedOn)
            ? kind == "id" ? TaskRelation.InDomain : TaskRelation.OutOfDomain : TaskRelation.Unseen;
        Stage stage = tunedOn.Length == 0 ? Stage.Base : Stage.FineTuned;
        double[] values = [.. Enumerable.Range(0, items).Select(_ => partial ? Math.Clamp(target + 0.3 * (draw.NextDouble() - 0.5), 0, 1) : draw.NextDouble() < target ? 1.0 : 0.0)];
        double mean = values.Average();
        scores.Add(new ScoreRow
        {
            Step = step,
            Stage = stage,
            TunedOn = tunedOn,
            Task = task,
            Split = split,
            Format = format,
            Seed = seed,
            Metric = metric,
            Score = mean,
            N = items,
            StandardError = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (items - 1) / items),
            Chance = chance,
            Majority = chance,
        });
        records?.AddRange(values.Select((v, i) => new ItemRecord
        {
            Step = step,
            Stage = stage,
            TunedOn = tunedOn,
            Task = task,
            Split = split,
            Format = format,
            Seed = seed,
            Item = $"{task}-{i}",
            Cluster = $"{task}-{i / 2}",
            Metric = metric,
            Score = v,
            Prediction = v > 0.5 ? "1" : "0",
            Gold = "1",
        }));
    }
}
