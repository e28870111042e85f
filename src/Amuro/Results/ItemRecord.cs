namespace Amuro.Results;

/// <summary>What one model did with one item in one prompt format: the ground of all paired and clustered statistics.</summary>
/// <remarks>Two records are equal if all their values are, the log-likelihoods one by one.</remarks>
public sealed record ItemRecord
{
    /// <inheritdoc cref="ScoreRow.Model"/>
    public string Model { get; init; } = "";

    /// <inheritdoc cref="ScoreRow.Step"/>
    public required long Step { get; init; }

    /// <inheritdoc cref="ScoreRow.Stage"/>
    public required Stage Stage { get; init; }

    /// <inheritdoc cref="ScoreRow.TunedOn"/>
    public string TunedOn { get; init; } = "";

    /// <inheritdoc cref="ScoreRow.Task"/>
    public required string Task { get; init; }

    /// <inheritdoc cref="ScoreRow.Split"/>
    public required TaskRelation Split { get; init; }

    /// <inheritdoc cref="ScoreRow.Format"/>
    public required string Format { get; init; }

    /// <inheritdoc cref="ScoreRow.Shots"/>
    public int Shots { get; init; }

    /// <inheritdoc cref="ScoreRow.Seed"/>
    public int Seed { get; init; }

    /// <summary>Name of the item within its task.</summary>
    public required string Item { get; init; }

    /// <summary>Items of one task with the same cluster are not independent; the item's own name where it stands alone.</summary>
    public required string Cluster { get; init; }

    /// <summary>Name of the primary metric of the task, which <see cref="Score"/> is a value of.</summary>
    public required string Metric { get; init; }

    /// <summary>Score of this item on the primary metric.</summary>
    public required double Score { get; init; }

    /// <summary>The choice taken (its index, as text), or the text generated.</summary>
    public required string Prediction { get; init; }

    /// <summary>The right choice (its index, as text), or the reference text.</summary>
    public required string Gold { get; init; }

    /// <summary>Natural-log likelihood of each choice, in order; empty for generation.</summary>
    public IReadOnlyList<double> LogLikelihoods { get; init; } = [];

    /// <summary>Number of tokens of each choice, delimiter included, in order; empty for generation and where it is not known.</summary>
    public IReadOnlyList<int> ChoiceTokens { get; init; } = [];

    /// <summary>Whether the prompt was cut on the left to fit the model's context.</summary>
    public bool Truncated { get; init; }

    /// <summary>How many tokens of the prompt were cut off on the left: the most of all choices. 0 in files from before it was kept.</summary>
    public int DroppedTokens { get; init; }

    /// <summary>How many worked examples were left out to fit the model's context. 0 in files from before it was kept.</summary>
    public int DroppedShots { get; init; }

    /// <inheritdoc/>
    public bool Equals(ItemRecord? other) => ReferenceEquals(this, other)
        || (other is not null
            && Model == other.Model && Step == other.Step && Stage == other.Stage && TunedOn == other.TunedOn
            && Task == other.Task && Split == other.Split && Format == other.Format && Shots == other.Shots && Seed == other.Seed
            && Item == other.Item && Cluster == other.Cluster && Metric == other.Metric && Score.Equals(other.Score)
            && Prediction == other.Prediction && Gold == other.Gold && Truncated == other.Truncated
            && DroppedTokens == other.DroppedTokens && DroppedShots == other.DroppedShots
            && LogLikelihoods.SequenceEqual(other.LogLikelihoods) && ChoiceTokens.SequenceEqual(other.ChoiceTokens));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Step, Stage, Task, Format, Item, Score, Prediction, HashCode.Combine(Model, TunedOn, Seed, Metric));
}
