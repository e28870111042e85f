using System.Globalization;
using Amuro.Results;
using Spectre.Console;

/// <summary>Prints the scores of a study as a table: one row per task, shots, format and metric, base beside fine-tuned.</summary>
internal static class ScorePrinter
{
    public static void Print(ScoreTable scores)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumns("step", "task", "shots", "format", "metric", "n", "base", "fine-tuned", "chance", "majority");
        foreach (var group in scores.GroupBy(s => (s.Step, s.Task, s.Shots, s.Format, s.Metric)))
        {
            ScoreRow any = group.First();
            table.AddRow(
                [.. new[]
                {
                    any.Step.ToString(CultureInfo.InvariantCulture), any.Task, any.Shots.ToString(CultureInfo.InvariantCulture), any.Format, any.Metric, any.N.ToString(CultureInfo.InvariantCulture),
                    Cell(group.Where(s => s.Stage == Stage.Base)), Cell(group.Where(s => s.Stage == Stage.FineTuned)), Number(any.Chance), Number(any.Majority),
                }.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    private static string Cell(IEnumerable<ScoreRow> rows) => string.Join(
        " ", rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Score:0.000} ± {r.StandardError:0.000}")));

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
