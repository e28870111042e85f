using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

/// <summary>Results drawn from known probabilities: what the analyses must find is decided here.</summary>
internal sealed record SyntheticStudy
{
    public IReadOnlyList<long> Steps { get; init; } = [0, 100, 200, 300, 450, 600, 850, 1200];

    public IReadOnlyList<string> Formats { get; init; } = ["default"];

    public int Seeds { get; init; } = 1;

    public int Items { get; init; } = 120;

    public int ItemsPerCluster { get; init; } = 2;

    /// <summary>Standard deviation of a fine-tuning run's own deviation, the same for all tasks of the run.</summary>
    public double RunNoise { get; init; }

    public bool WithItems { get; init; } = true;

    public bool WithStandardErrors { get; init; } = true;

    public int DrawSeed { get; init; }

    /// <summary>Tasks: name, chance (NaN for generation) and family.</summary>
    public required IReadOnlyList<SyntheticTask> Tasks { get; init; }

    /// <summary>Tasks fine-tuned on.</summary>
    public required IReadOnlyList<string> TunedOn { get; init; }

    /// <summary>Probability of a right answer; the tuned-on task is empty for the base model, the step is its place in the series, 0 to 1.</summary>
    public required Func<string, string, double, string, double> Probability { get; init; }

    public StudyResults Draw()
    {
        var random = new SeededRandom(DrawSeed + 1);
        var items = new List<ItemRecord>();
        var scores = new List<ScoreRow>();
        for (int s = 0; s < Steps.Count; s++)
        {
            foreach (string tunedOn in TunedOn.Prepend(""))
            {
                for (int seed = 0; seed < (tunedOn.Length == 0 ? 1 : Seeds); seed++)
                {
                    double noise = tunedOn.Length == 0 ? 0 : RunNoise * random.NextNormal();
                    foreach (SyntheticTask task in Tasks)
                    {
                        foreach (string format in Formats)
                        {
                            double place = Steps.Count == 1 ? 1 : s / (Steps.Count - 1.0);
                            double p = Math.Clamp(Probability(tunedOn, task.Name, place, format) + noise, 0, 1);
                            Add(random, items, scores, Steps[s], tunedOn, seed, task, format, p);
                        }
                    }
                }
            }
        }

        return new StudyResults { Scores = ScoreTable.From(scores), Items = WithItems ? ItemTable.From(items) : ItemTable.Empty };
    }

    private void Add(
        SeededRandom random, List<ItemRecord> items, List<ScoreRow> scores, long step, string tunedOn, int seed, SyntheticTask task, string format, double p)
    {
        Stage stage = tunedOn.Length == 0 ? Stage.Base : Stage.FineTuned;
        string family = Tasks.FirstOrDefault(t => t.Name == tunedOn)?.Family ?? "";
        TaskRelation split = stage == Stage.Base
            ? (Tasks.Any(t => TunedOn.Contains(t.Name) && t.Family == task.Family) ? (TunedOn.Contains(task.Name) ? TaskRelation.InDomain : TaskRelation.OutOfDomain) : TaskRelation.Unseen)
            : task.Name == tunedOn ? TaskRelation.InDomain : task.Family == family ? TaskRelation.OutOfDomain : TaskRelation.Unseen;
        double sum = 0;
        double share = 0;
        for (int i = 0; i < Items; i++)
        {
            // Items of a cluster share half of their luck.
            share = i % ItemsPerCluster == 0 ? random.NextDouble() : share;
            double luck = random.Next(2) == 0 ? share : random.NextDouble();
            bool right = luck < p;
            sum += right ? 1 : 0;
            items.Add(new ItemRecord
            {
                Step = step, Stage = stage, TunedOn = tunedOn, Task = task.Name, Split = split, Format = format, Seed = seed,
                Item = $"i{i}", Cluster = $"c{i / ItemsPerCluster}", Metric = task.Metric, Score = right ? 1 : 0, Prediction = right == (i % 2 == 0) ? "1" : "0", Gold = i % 2 == 0 ? "1" : "0",
            });
        }

        double score = sum / Items;
        scores.Add(new ScoreRow
        {
            Step = step, Stage = stage, TunedOn = tunedOn, Task = task.Name, Split = split, Format = format, Seed = seed, Metric = task.Metric,
            Score = score, N = Items, StandardError = WithStandardErrors ? Math.Sqrt(score * (1 - score) / (Items - 1)) : double.NaN, Chance = task.Chance,
        });
    }
}

/// <summary>A task of a synthetic study.</summary>
internal sealed record SyntheticTask(string Name, string Family, double Chance)
{
    public string Metric => double.IsNaN(Chance) ? "exact_match" : "acc";
}
