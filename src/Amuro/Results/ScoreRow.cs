namespace Amuro.Results;

/// <summary>One score: one metric of one model on one task in one prompt format. A missing number is <see cref="double.NaN"/>.</summary>
public sealed record ScoreRow
{
    /// <summary>Name of the series that the model belongs to, such as <c>pythia-160m</c>; empty where a table holds one series only.</summary>
    public string Model { get; init; } = "";

    /// <summary>Pre-training step of the checkpoint.</summary>
    public required long Step { get; init; }

    /// <summary>Before or after fine-tuning.</summary>
    public required Stage Stage { get; init; }

    /// <summary>Name of the task the model was fine-tuned on; empty for <see cref="Stage.Base"/>.</summary>
    public string TunedOn { get; init; } = "";

    /// <summary>Name of the task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>
    /// Relation of the evaluated task to <see cref="TunedOn"/>. For a base model, the relation to the study's training task
    /// of the same family, and <see cref="TaskRelation.Unseen"/> where there is none.
    /// </summary>
    public required TaskRelation Split { get; init; }

    /// <summary>Name of the prompt format.</summary>
    public required string Format { get; init; }

    /// <summary>Number of worked examples in the prompt.</summary>
    public int Shots { get; init; }

    /// <summary>Seed of the fine-tuning run (of the choice of shots for a base model).</summary>
    public int Seed { get; init; }

    /// <summary>Name of the metric, such as <c>acc</c>, <c>acc_norm</c>, <c>exact_match</c>, <c>rougeL</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The score; the mean over the items.</summary>
    public required double Score { get; init; }

    /// <summary>Number of items; 0 where it is not known.</summary>
    public required int N { get; init; }

    /// <summary>Standard error of the score, sample deviation / sqrt(n); NaN with fewer than two items.</summary>
    public double StandardError { get; init; } = double.NaN;

    /// <summary>Expected score of guessing at random; NaN where undefined.</summary>
    public double Chance { get; init; } = double.NaN;

    /// <summary>Score of always giving the most frequent label; NaN where undefined.</summary>
    public double Majority { get; init; } = double.NaN;

    /// <summary>Where the row was imported from; null otherwise. It is no part of the score: not compared, not written to files.</summary>
    public RowSource? Source { get; init; }

    /// <inheritdoc/>
    public bool Equals(ScoreRow? other) => ReferenceEquals(this, other)
        || (other is not null
            && Model == other.Model && Step == other.Step && Stage == other.Stage && TunedOn == other.TunedOn
            && Task == other.Task && Split == other.Split && Format == other.Format && Shots == other.Shots && Seed == other.Seed
            && Metric == other.Metric && Score.Equals(other.Score) && N == other.N
            && StandardError.Equals(other.StandardError) && Chance.Equals(other.Chance) && Majority.Equals(other.Majority));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Model, Step, Stage, TunedOn, Task, Format, Metric, HashCode.Combine(Shots, Seed, Score, N));
}
