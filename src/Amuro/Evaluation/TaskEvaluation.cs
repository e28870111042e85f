using Amuro.Results;

namespace Amuro.Evaluation;

/// <summary>What one model did on one task in one prompt format: every item, and the scores over the items.</summary>
public sealed record TaskEvaluation
{
    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the prompt format.</summary>
    public required string Format { get; init; }

    /// <summary>Number of worked examples in each prompt.</summary>
    public required int Shots { get; init; }

    /// <summary>How many worked examples were left out, over all items, because prompts were too long for the model's context.</summary>
    public int DroppedShots => Items.Sum(i => i.DroppedShots);

    /// <summary>Seed that the worked examples were drawn with.</summary>
    public required int Seed { get; init; }

    /// <summary>Name of the metric that the analyses use.</summary>
    public required string PrimaryMetric { get; init; }

    /// <summary>The items, in the order of the task.</summary>
    public required IReadOnlyList<ItemResult> Items { get; init; }

    /// <summary>The scores, one per metric.</summary>
    public required IReadOnlyList<MetricScore> Metrics { get; init; }

    /// <summary>The score by one metric.</summary>
    /// <param name="metric">Its name.</param>
    /// <exception cref="AmuroException">The metric was not computed.</exception>
    public MetricScore Metric(string metric) => Metrics.FirstOrDefault(m => m.Metric == metric)
        ?? throw new AmuroException($"Task '{Task}': expected one of the metrics {string.Join(", ", Metrics.Select(m => m.Metric))}, found '{metric}'.");

    /// <summary>The scores as rows of a <see cref="ScoreTable"/>.</summary>
    /// <param name="step">Pre-training step of the checkpoint.</param>
    /// <param name="stage">Before or after fine-tuning.</param>
    /// <param name="split">How the items relate to the training task.</param>
    /// <param name="tunedOn">Name of the training task; empty for a base model.</param>
    /// <param name="seed">Seed of the fine-tuning run. Default: <see cref="Seed"/>.</param>
    public IEnumerable<ScoreRow> ToScoreRows(long step, Stage stage, TaskRelation split, string tunedOn = "", int? seed = null) =>
        Metrics.Select(m => new ScoreRow
        {
            Step = step,
            Stage = stage,
            TunedOn = tunedOn,
            Task = Task,
            Split = split,
            Format = Format,
            Shots = Shots,
            Seed = seed ?? Seed,
            Metric = m.Metric,
            Score = m.Score,
            N = m.N,
            StandardError = m.StandardError,
            Chance = m.Chance,
            Majority = m.Majority,
        });

    /// <summary>The items as rows of an <see cref="ItemTable"/>, with their scores on the primary metric.</summary>
    /// <inheritdoc cref="ToScoreRows" path="/param"/>
    public IEnumerable<ItemRecord> ToItemRecords(long step, Stage stage, TaskRelation split, string tunedOn = "", int? seed = null) =>
        Items.Select(i => new ItemRecord
        {
            Step = step,
            Stage = stage,
            TunedOn = tunedOn,
            Task = Task,
            Split = split,
            Format = Format,
            Shots = Shots,
            Seed = seed ?? Seed,
            Item = i.Id,
            Cluster = i.Cluster,
            Metric = PrimaryMetric,
            Score = i.Scores[PrimaryMetric],
            Prediction = i.Prediction,
            Gold = i.Gold,
            LogLikelihoods = i.LogLikelihoods,
            ChoiceTokens = i.ChoiceTokens,
            Truncated = i.Truncated,
            DroppedTokens = i.DroppedTokens,
            DroppedShots = i.DroppedShots,
        });
}
