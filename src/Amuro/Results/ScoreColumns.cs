namespace Amuro.Results;

/// <summary>The columns of a score file: their order, and each row's way to text and back.</summary>
internal static class ScoreColumns
{
    /// <summary>Names in order.</summary>
    public static readonly string[] Names =
    [
        "model", "step", "stage", "tuned_on", "task", "split", "format", "shots", "seed", "metric", "score", "n",
        "standard_error", "chance", "majority",
    ];

    /// <summary>The fields of a row, in order.</summary>
    public static string[] ToFields(ScoreRow row) =>
    [
        row.Model, CsvRecord.Text(row.Step), row.Stage.ToText(), row.TunedOn, row.Task, row.Split.ToText(), row.Format,
        CsvRecord.Text(row.Shots), CsvRecord.Text(row.Seed), row.Metric, CsvRecord.Text(row.Score), CsvRecord.Text(row.N),
        CsvRecord.Text(row.StandardError), CsvRecord.Text(row.Chance), CsvRecord.Text(row.Majority),
    ];

    /// <summary>The row of a record.</summary>
    /// <exception cref="AmuroException">A field that is not what its column holds.</exception>
    public static ScoreRow FromFields(CsvRecord record, StringPool pool) => new()
    {
        Model = pool.Same(record.Text(0)),
        Step = record.Read(1, CsvRecord.Long),
        Stage = record.Read(2, ResultNames.ParseStage),
        TunedOn = pool.Same(record.Text(3)),
        Task = pool.Same(record.Text(4)),
        Split = record.Read(5, ResultNames.ParseRelation),
        Format = pool.Same(record.Text(6)),
        Shots = record.Read(7, CsvRecord.Integer),
        Seed = record.Read(8, CsvRecord.Integer),
        Metric = pool.Same(record.Text(9)),
        Score = record.Read(10, CsvRecord.Real),
        N = record.Read(11, CsvRecord.Integer),
        StandardError = record.Read(12, CsvRecord.Real),
        Chance = record.Read(13, CsvRecord.Real),
        Majority = record.Read(14, CsvRecord.Real),
    };
}
