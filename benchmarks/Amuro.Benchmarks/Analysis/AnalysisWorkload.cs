using System.Globalization;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Benchmarks.Analysis;

/// <summary>The grid of one model series: steps x (base + tunings x seeds) x tasks x formats.</summary>
/// <param name="Steps">Checkpoints.</param>
/// <param name="Tunings">Tasks fine-tuned on; each has an out-of-domain task beside it.</param>
/// <param name="Seeds">Fine-tuning runs of each.</param>
/// <param name="Unseen">Tasks of no family.</param>
/// <param name="Formats">Prompt formats.</param>
/// <param name="Items">Items of each task.</param>
internal sealed record AnalysisWorkload(int Steps, int Tunings, int Seeds, int Unseen, int Formats, int Items)
{
    private const int ItemsOfACluster = 2;
    private const double Chance = 0.25;

    public int Evaluations => Steps * (1 + (Tunings * Seeds)) * ((2 * Tunings) + Unseen) * Formats;

    public IEnumerable<ScoreRow> Scores() => Draw().Select(e => new ScoreRow
    {
        Model = "series",
        Step = e.Step,
        Stage = e.Stage,
        TunedOn = e.TunedOn,
        Task = e.Task,
        Split = e.Split,
        Format = e.Format,
        Seed = e.Seed,
        Metric = "acc",
        Score = e.Probability,
        N = Items,
        StandardError = Math.Sqrt(e.Probability * (1 - e.Probability) / Items),
        Chance = Chance,
    });

    public IEnumerable<ItemRecord> ItemRecords()
    {
        var random = new SeededRandom(2);
        string[] names = [.. Enumerable.Range(0, Items).Select(i => string.Create(CultureInfo.InvariantCulture, $"item {i}"))];
        foreach (Evaluation e in Draw())
        {
            for (int i = 0; i < Items; i++)
            {
                int gold = i % 4;
                int choice = random.NextDouble() < e.Probability ? gold : (gold + 1 + random.Next(3)) % 4;
                double[] likelihoods = [-2 - random.NextDouble(), -2 - random.NextDouble(), -2 - random.NextDouble(), -2 - random.NextDouble()];
                likelihoods[choice] += 1;
                yield return new ItemRecord
                {
                    Model = "series",
                    Step = e.Step,
                    Stage = e.Stage,
                    TunedOn = e.TunedOn,
                    Task = e.Task,
                    Split = e.Split,
                    Format = e.Format,
                    Seed = e.Seed,
                    Item = names[i],
                    Cluster = names[i - (i % ItemsOfACluster)],
                    Metric = "acc",
                    Score = choice == gold ? 1 : 0,
                    Prediction = Choices[choice],
                    Gold = Choices[gold],
                    LogLikelihoods = likelihoods,
                    ChoiceTokens = [2, 3, 2, 4],
                };
            }
        }
    }

    private static string[] Choices { get; } = ["0", "1", "2", "3"];

    private IEnumerable<Evaluation> Draw()
    {
        var random = new SeededRandom(1);
        string[] tunings = [.. Enumerable.Range(0, Tunings).Select(t => $"family {t}")];
        string[] tasks = [.. tunings, .. tunings.Select(t => t + " ood"), .. Enumerable.Range(0, Unseen).Select(u => $"unseen {u}")];
        string[] formats = [.. Enumerable.Range(0, Formats).Select(f => f == 0 ? "default" : $"format {f}")];
        for (int s = 0; s < Steps; s++)
        {
            double place = Steps == 1 ? 1 : s / (Steps - 1.0);
            foreach ((string tunedOn, int seed) in tunings.SelectMany(t => Enumerable.Range(0, Seeds).Select(r => (t, r))).Prepend(("", 0)))
            {
                foreach (string task in tasks)
                {
                    bool unseen = task.StartsWith("unseen", StringComparison.Ordinal);
                    bool own = tunedOn.Length > 0 && (task == tunedOn || task == tunedOn + " ood");
                    // The base model knows the unseen tasks and the families with a 1 in their number.
                    bool known = unseen || task.Contains('1', StringComparison.Ordinal);
                    double probability = own ? 0.3 + (0.6 * place) : known ? 0.9 - (tunedOn.Length > 0 ? 0.1 : 0) : Chance;
                    TaskRelation split = task == tunedOn ? TaskRelation.InDomain : own ? TaskRelation.OutOfDomain
                        : unseen || tunedOn.Length > 0 ? TaskRelation.Unseen : task.EndsWith("ood", StringComparison.Ordinal) ? TaskRelation.OutOfDomain : TaskRelation.InDomain;
                    foreach (string format in formats)
                    {
                        yield return new Evaluation(
                            1000L * (s + 1), tunedOn.Length == 0 ? Stage.Base : Stage.FineTuned, tunedOn, task, split, format, seed,
                            Math.Clamp(probability + (0.02 * random.NextNormal()), 0.01, 0.99));
                    }
                }
            }
        }
    }

    private sealed record Evaluation(long Step, Stage Stage, string TunedOn, string Task, TaskRelation Split, string Format, int Seed, double Probability);
}
