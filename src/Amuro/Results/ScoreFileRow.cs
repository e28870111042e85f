using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace Amuro.Results;

/// <summary>One <see cref="ScoreRow"/> as the columns of a Parquet file and the members of a JSON line.</summary>
internal sealed class ScoreFileRow
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

    [JsonRequired, JsonPropertyName("metric"), ParquetRequired]
    public string Metric { get; set; } = "";

    [JsonRequired, JsonPropertyName("score")]
    public double Score { get; set; }

    [JsonRequired, JsonPropertyName("n")]
    public int N { get; set; }

    [JsonRequired, JsonPropertyName("standard_error")]
    public double StandardError { get; set; }

    [JsonRequired, JsonPropertyName("chance")]
    public double Chance { get; set; }

    [JsonRequired, JsonPropertyName("majority")]
    public double Majority { get; set; }

    public static ScoreFileRow From(ScoreRow row) => new()
    {
        Model = row.Model,
        Step = row.Step,
        Stage = row.Stage.ToText(),
        TunedOn = row.TunedOn,
        Task = row.Task,
        Split = row.Split.ToText(),
        Format = row.Format,
        Shots = row.Shots,
        Seed = row.Seed,
        Metric = row.Metric,
        Score = row.Score,
        N = row.N,
        StandardError = row.StandardError,
        Chance = row.Chance,
        Majority = row.Majority,
    };

    public ScoreRow ToRow(StringPool pool) => new()
    {
        Model = pool.Same(Model),
        Step = Step,
        Stage = ResultNames.ParseStage(Stage),
        TunedOn = pool.Same(TunedOn),
        Task = pool.Same(Task),
        Split = ResultNames.ParseRelation(Split),
        Format = pool.Same(Format),
        Shots = Shots,
        Seed = Seed,
        Metric = pool.Same(Metric),
        Score = Score,
        N = N,
        StandardError = StandardError,
        Chance = Chance,
        Majority = Majority,
    };
}
