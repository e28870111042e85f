using System.Globalization;
using Amuro.Studies;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Shows how far a study is.</summary>
internal static class StatusText
{
    public static string Line(StudyStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTime.Now:HH:mm:ss} {status.Done}/{status.Total} done, {status.Running.Count} running, {status.Failed.Count} failed{Left(status)}")
        + string.Concat(status.Running.Select(c => $"; {c.Cell.Description} on {c.State.Owner}: {c.Activity}"));

    public static IRenderable Table(StudyStatus status)
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .Title(Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{status.Done} of {status.Total} cells done{Left(status)}")))
            .AddColumns("cell", "attempt", "who", "heartbeat", "what");
        foreach (CellStatus cell in status.Running)
        {
            AddRow(table, "green", cell);
        }

        foreach (CellStatus cell in status.Failed)
        {
            AddRow(table, "red", cell);
        }

        return table;
    }

    private static void AddRow(Table table, string colour, CellStatus cell) => table.AddRow(
        $"[{colour}]{Markup.Escape(cell.Cell.Description)}[/]",
        cell.State.Attempt.ToString(CultureInfo.InvariantCulture),
        Markup.Escape(cell.State.Owner),
        cell.State.Heartbeat.ToString(CultureInfo.InvariantCulture),
        Markup.Escape(cell.State.Phase == CellPhase.Failed ? $"{cell.Activity} (log: {cell.State.Log})" : cell.Activity));

    private static string Left(StudyStatus status) => status.Remaining is { TotalSeconds: > 0 } left
        ? string.Create(CultureInfo.InvariantCulture, $", about {(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left")
        : "";
}
