using System.Globalization;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>The columns of a score file: their order, and each row's way to text and back.</summary>
internal static class ScoreColumns
{
    /// <summary>Names in order.</summary>
    public static readonly string[] Names =
    [
        "step", "stage", "tuned_on", "task", "split", "format", "shots", "seed", "metric", "score", "n",
        "standard_error", "chance", "majority",
    ];

    /// <summary>The fields of a row, in order.</summary>
    public static string[] ToFields(ScoreRow row) =>
    [
        row.Step.ToString(CultureInfo.InvariantCulture), row.Stage.ToText(), row.TunedOn, row.Task, row.Split.ToText(),
        row.Format, row.Shots.ToString(CultureInfo.InvariantCulture), row.Seed.ToString(CultureInfo.InvariantCulture),
        row.Metric, Number(row.Score), row.N.ToString(CultureInfo.InvariantCulture), Number(row.StandardError),
        Number(row.Chance), Number(row.Majority),
    ];

    /// <summary>The row of a record.</summary>
    /// <exception cref="AmuroException">A wrong number of fields, or a field that is not what its column holds.</exception>
    public static ScoreRow FromFields(string path, int line, string[] fields)
    {
        if (fields.Length != Names.Length)
        {
            throw new AmuroException($"{path}, line {line}: expected {Names.Length} fields, found {fields.Length}");
        }

        T Read<T>(int column, Func<string, T> parse)
        {
            try
            {
                return parse(fields[column]);
            }
            catch (AmuroException error)
            {
                throw new AmuroException($"{path}, line {line}, column '{Names[column]}': {error.Message}", error);
            }
        }

        return new ScoreRow
        {
            Step = Read(0, Long),
            Stage = Read(1, ResultNames.ParseStage),
            TunedOn = fields[2],
            Task = fields[3],
            Split = Read(4, ResultNames.ParseRelation),
            Format = fields[5],
            Shots = Read(6, Integer),
            Seed = Read(7, Integer),
            Metric = fields[8],
            Score = Read(9, Real),
            N = Read(10, Integer),
            StandardError = Read(11, Real),
            Chance = Read(12, Real),
            Majority = Read(13, Real),
        };
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static long Long(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Expected("a whole number", text);

    private static int Integer(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Expected("a whole number of 32 bits", text);

    private static double Real(string text) =>
        text.Length == 0 ? double.NaN
        : double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Expected("a number with a decimal point, or nothing", text);

    private static AmuroException Expected(string what, string found) =>
        new($"expected {what}, found '{StrictText.Shorten(found)}'");
}
