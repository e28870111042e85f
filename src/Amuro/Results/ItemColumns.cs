using System.Globalization;

namespace Amuro.Results;

/// <summary>The columns of an item file: their order, and each record's way to text and back.</summary>
internal static class ItemColumns
{
    /// <summary>Names in order.</summary>
    public static readonly string[] Names =
    [
        "model", "step", "stage", "tuned_on", "task", "split", "format", "shots", "seed", "item", "cluster", "metric", "score",
        "prediction", "gold", "log_likelihoods", "choice_tokens", "truncated", "dropped_tokens", "dropped_shots",
    ];

    /// <summary>The fields of a record, in order.</summary>
    public static string[] ToFields(ItemRecord record) =>
    [
        record.Model, CsvRecord.Text(record.Step), record.Stage.ToText(), record.TunedOn, record.Task, record.Split.ToText(),
        record.Format, CsvRecord.Text(record.Shots), CsvRecord.Text(record.Seed), record.Item, record.Cluster, record.Metric,
        CsvRecord.Text(record.Score), record.Prediction, record.Gold,
        string.Join(' ', record.LogLikelihoods.Select(l => l.ToString("R", CultureInfo.InvariantCulture))),
        string.Join(' ', record.ChoiceTokens.Select(t => CsvRecord.Text(t))),
        record.Truncated ? "true" : "false", CsvRecord.Text(record.DroppedTokens), CsvRecord.Text(record.DroppedShots),
    ];

    /// <summary>The record of a line.</summary>
    /// <exception cref="AmuroException">A field that is not what its column holds.</exception>
    public static ItemRecord FromFields(CsvRecord record) => new()
    {
        Model = record.Text(0),
        Step = record.Read(1, CsvRecord.Long),
        Stage = record.Read(2, ResultNames.ParseStage),
        TunedOn = record.Text(3),
        Task = record.Text(4),
        Split = record.Read(5, ResultNames.ParseRelation),
        Format = record.Text(6),
        Shots = record.Read(7, CsvRecord.Integer),
        Seed = record.Read(8, CsvRecord.Integer),
        Item = record.Text(9),
        Cluster = record.Text(10),
        Metric = record.Text(11),
        Score = record.Read(12, CsvRecord.Real),
        Prediction = record.Text(13),
        Gold = record.Text(14),
        LogLikelihoods = record.Read(15, Reals),
        ChoiceTokens = record.Read(16, Integers),
        Truncated = record.Read(17, CsvRecord.Flag),
        DroppedTokens = record.Read(18, CsvRecord.Integer),
        DroppedShots = record.Read(19, CsvRecord.Integer),
    };

    // NaN is a word here, as an empty text is an empty list.
    private static double[] Reals(string text) => text.Length == 0 ? [] : [.. text.Split(' ').Select(CsvRecord.Real)];

    private static int[] Integers(string text) => text.Length == 0 ? [] : [.. text.Split(' ').Select(CsvRecord.Integer)];
}
