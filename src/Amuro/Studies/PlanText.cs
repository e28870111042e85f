using static System.FormattableString;

namespace Amuro.Studies;

/// <summary>Writes a plan as a table.</summary>
internal static class PlanText
{
    public static string Of(StudyPlan plan)
    {
        string[][] table =
        [
            ["stage", "task", "cells", "done", "tokens", "FLOPs", "time"],
            .. plan.Rows.Select(Row),
            ["all", "", Number(plan.Missing.Count), Number(plan.Done.Count), Count(plan.Tokens), Flops(plan.Flops), Time(plan.Time)],
        ];
        int[] widths = [.. table[0].Select((_, column) => table.Max(row => row[column].Length))];
        IEnumerable<string> lines = table.Select(row => string.Join("  ", row.Select((text, c) => c < 2 ? text.PadRight(widths[c]) : text.PadLeft(widths[c]))).TrimEnd());
        return string.Join(
            '\n',
            [
                Invariant($"{plan.Checkpoints} {(plan.Checkpoints == 1 ? "checkpoint" : "checkpoints")} of up to {Count(plan.Parameters)} parameters, {plan.Missing.Count} cells to compute, {plan.Done.Count} done"),
                .. lines,
                $"time: {plan.TimeBasis}",
                $"memory: {Bytes(plan.Memory)} for the largest cell (weights, gradients, optimiser state; activations come on top)",
                $"disk: {Bytes(plan.Disk)} for fine-tuned weights and resume points at most at a time, about {Bytes(plan.ResultBytes)} for results",
            ]);
    }

    public static string Flops(double flops) => flops == 0 ? "0" : Invariant($"{flops:0.00e+0}");

    private static string[] Row(PlanRow row) =>
    [
        row.Stage == CellStage.FineTune ? "fine-tune" : "evaluate", row.Task, Number(row.Missing), Number(row.Done), Count(row.Tokens), Flops(row.Flops), Time(TimeSpan.FromSeconds(row.Seconds)),
    ];

    private static string Number(int number) => Invariant($"{number}");

    private static string Count(double count) => count switch
    {
        >= 1e9 => Invariant($"{count / 1e9:0.00} G"),
        >= 1e6 => Invariant($"{count / 1e6:0.00} M"),
        >= 1e3 => Invariant($"{count / 1e3:0.0} k"),
        _ => Invariant($"{count:0}"),
    };

    private static string Bytes(long bytes) => Count(bytes) + "B";

    private static string Time(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Invariant($"{time.TotalDays:0.0} days"),
        { TotalHours: >= 2 } => Invariant($"{time.TotalHours:0.0} h"),
        { TotalMinutes: >= 2 } => Invariant($"{time.TotalMinutes:0.0} min"),
        _ => Invariant($"{time.TotalSeconds:0.0} s"),
    };
}
