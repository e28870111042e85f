using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace Amuro.Results;

/// <summary>One <see cref="ItemRecord"/> as the columns of a Parquet file and the members of a JSON line.</summary>
internal sealed class ItemRow
{
    [JsonRequired, JsonPropertyName("model"), ParquetRequired]
    public string Model { get; set; } = "";

    [JsonRequired, JsonPropertyName("step")]
    public long Step { get; set; }

    [JsonRequired, JsonPropertyName("stage"), ParquetRequired]
    public string Stage { get; set; } = "";

    [JsonRequired, JsonPropertyName("tuned_on"), ParquetRequired]
    public string TunedOn { get; set; } = "";

    [JsonRequired, JsonPropertyName("task"), ParquetRequired]
    public string Task { get; set; } = "";

    [JsonRequired, JsonPropertyName("split"), ParquetRequired]
    public string Split { get; set; } = "";

    [JsonRequired, JsonPropertyName("format"), ParquetRequired]
    public string Format { get; set; } = "";

    [JsonRequired, JsonPropertyName("shots")]
    public int Shots { get; set; }

    [JsonRequired, JsonPropertyName("seed")]
    public int Seed { get; set; }

    [JsonRequired, JsonPropertyName("item"), ParquetRequired]
    public string Item { get; set; } = "";

    [JsonRequired, JsonPropertyName("cluster"), ParquetRequired]
    public string Cluster { get; set; } = "";

    [JsonRequired, JsonPropertyName("metric"), ParquetRequired]
    public string Metric { get; set; } = "";

    [JsonRequired, JsonPropertyName("score")]
    public double Score { get; set; }

    [JsonRequired, JsonPropertyName("prediction"), ParquetRequired]
    public string Prediction { get; set; } = "";

    [JsonRequired, JsonPropertyName("gold"), ParquetRequired]
    public string Gold { get; set; } = "";

    [JsonRequired, JsonPropertyName("log_likelihoods")]
    public List<double> LogLikelihoods { get; set; } = [];

    [JsonRequired, JsonPropertyName("choice_tokens")]
    public List<int> ChoiceTokens { get; set; } = [];

    [JsonRequired, JsonPropertyName("truncated")]
    public bool Truncated { get; set; }

    [JsonRequired, JsonPropertyName("dropped_tokens")]
    public int DroppedTokens { get; set; }

    [JsonRequired, JsonPropertyName("dropped_shots")]
    public int DroppedShots { get; set; }

    public static ItemRow From(ItemRecord record) => new()
    {
        Model = record.Model,
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
        Model = Model,
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
