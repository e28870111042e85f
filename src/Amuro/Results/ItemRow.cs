using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace Amuro.Results;

/// <summary>One <see cref="ItemRecord"/> as the columns of the Parquet file.</summary>
internal sealed class ItemRow
{
    [JsonPropertyName("step")]
    public long Step { get; set; }

    [JsonPropertyName("stage"), ParquetRequired]
    public string Stage { get; set; } = "";

    [JsonPropertyName("tuned_on"), ParquetRequired]
    public string TunedOn { get; set; } = "";

    [JsonPropertyName("task"), ParquetRequired]
    public string Task { get; set; } = "";

    [JsonPropertyName("split"), ParquetRequired]
    public string Split { get; set; } = "";

    [JsonPropertyName("format"), ParquetRequired]
    public string Format { get; set; } = "";

    [JsonPropertyName("shots")]
    public int Shots { get; set; }

    [JsonPropertyName("seed")]
    public int Seed { get; set; }

    [JsonPropertyName("item"), ParquetRequired]
    public string Item { get; set; } = "";

    [JsonPropertyName("cluster"), ParquetRequired]
    public string Cluster { get; set; } = "";

    [JsonPropertyName("metric"), ParquetRequired]
    public string Metric { get; set; } = "";

    [JsonPropertyName("score")]
    public double Score { get; set; }

    [JsonPropertyName("prediction"), ParquetRequired]
    public string Prediction { get; set; } = "";

    [JsonPropertyName("gold"), ParquetRequired]
    public string Gold { get; set; } = "";

    [JsonPropertyName("log_likelihoods")]
    public List<double> LogLikelihoods { get; set; } = [];

    [JsonPropertyName("choice_tokens")]
    public List<int> ChoiceTokens { get; set; } = [];

    [JsonPropertyName("truncated")]
    public bool Truncated { get; set; }

    [JsonPropertyName("dropped_tokens")]
    public int DroppedTokens { get; set; }

    [JsonPropertyName("dropped_shots")]
    public int DroppedShots { get; set; }

    public static ItemRow From(ItemRecord record) => new()
    {
        Step = record.Step,
        Stage = record.Stage.ToText(),
        TunedOn = record.TunedOn,
        Task = record.Task,
        Split = record.Split.ToText(),
        Format = record.Format,
        Shots = record.Shots,
        Seed = record.Seed,
        Item = record.Item,
        Cluster = record.Cluster,
        Metric = record.Metric,
        Score = record.Score,
        Prediction = record.Prediction,
        Gold = record.Gold,
        LogLikelihoods = [.. record.LogLikelihoods],
        ChoiceTokens = [.. record.ChoiceTokens],
        Truncated = record.Truncated,
        DroppedTokens = record.DroppedTokens,
        DroppedShots = record.DroppedShots,
    };

    public ItemRecord ToRecord() => new()
    {
        Step = Step,
        Stage = ResultNames.ParseStage(Stage),
        TunedOn = TunedOn,
        Task = Task,
        Split = ResultNames.ParseRelation(Split),
        Format = Format,
        Shots = Shots,
        Seed = Seed,
        Item = Item,
        Cluster = Cluster,
        Metric = Metric,
        Score = Score,
        Prediction = Prediction,
        Gold = Gold,
        LogLikelihoods = [.. LogLikelihoods],
        ChoiceTokens = [.. ChoiceTokens ?? []],
        Truncated = Truncated,
        DroppedTokens = DroppedTokens,
        DroppedShots = DroppedShots,
    };
}
