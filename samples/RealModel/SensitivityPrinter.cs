using System.Globalization;
using Amuro.Analysis;
using Amuro.Results;
using Spectre.Console;

/// <summary>Prints how far the scores of each model and task move with the prompt format.</summary>
internal static class SensitivityPrinter
{
    private static readonly PromptMeasure[] s_measures =
        [PromptMeasure.Spread, PromptMeasure.Consistency, PromptMeasure.Pss, PromptMeasure.Posix, PromptMeasure.FleissKappa];

    public static void Print(IEnumerable<PromptSensitivityMeasures> measures)
    {
        PromptSensitivityMeasures[] several = [.. measures.Where(m => m.Formats.Count > 1)];
        if (several.Length == 0)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).Title("Formats: values and 95 % intervals over items")
            .AddColumns(["step", "task", "shots", "stage", "worst", "best", .. s_measures.Select(m => m.ToString())]);
        foreach (PromptSensitivityMeasures m in several)
        {
            string[] cells =
            [
                m.Step.ToString(CultureInfo.InvariantCulture), m.Task, m.Shots.ToString(CultureInfo.InvariantCulture),
                m.Stage == Stage.Base ? "base" : "fine-tuned", Of(m.Worst), Of(m.Best), .. s_measures.Select(x => Of(m.Values[x])),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    private static string Of(FormatEstimate format) => string.Create(CultureInfo.InvariantCulture, $"{format.Format} {format.Score:0.000}");

    private static string Of(Estimate e) => double.IsNaN(e.Value) ? "-"
        : e.IsEstimable ? string.Create(CultureInfo.InvariantCulture, $"{e.Value:0.00} [{e.Interval.Low:0.00}, {e.Interval.High:0.00}]")
        : e.Value.ToString("0.00", CultureInfo.InvariantCulture);
}
