using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amuro.Analysis;
using Amuro.Results;

namespace Amuro.Benchmarks.Analysis;

/// <summary>Time and peak memory of the four analyses on a table of scores and on one of items. The process does nothing else.</summary>
internal static class AnalysisCommand
{
    public static void Run(string[] arguments)
    {
        Options options = new(arguments, "--scores", "--items", "--out");
        AnalysisWorkload scores = new(Steps: 20, Tunings: 11, Seeds: 8, Unseen: 35, Formats: 10, Items: 1000);
        AnalysisWorkload items = new(Steps: 10, Tunings: 3, Seeds: 3, Unseen: 4, Formats: 2, Items: options.Number("--items", 5000));
        var lines = new StringBuilder("| table | rows | made in | analysed in | processor time | rows/s | peak memory |\n|---|---:|---:|---:|---:|---:|---:|\n");
        Measure(lines, "scores", options.Number("--scores", 1_000_000), rows => new StudyResults { Scores = ScoreTable.From(scores.Scores().Take(rows)) });
        Measure(lines, "items", items.Evaluations * items.Items, _ => new StudyResults
        {
            Scores = ScoreTable.From(items.Scores()),
            Items = ItemTable.From(items.ItemRecords()),
        });
        Console.Write(lines);
        if (options.Text("--out") is { } file)
        {
            Machine machine = Machine.This();
            string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
            File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
                # The four analyses on large tables

                `FindingsReport.Analyze` with its defaults (2,000 resamples), on one model series: {scores.Steps} steps x (base + {scores.Tunings} tasks x {scores.Seeds} seeds)
                x {(2 * scores.Tunings) + scores.Unseen} tasks x {scores.Formats} formats of scores with standard errors; {items.Steps} steps x (base + {items.Tunings} tasks x {items.Seeds} seeds) x {(2 * items.Tunings) + items.Unseen} tasks
                x {items.Formats} formats x {items.Items:N0} items in clusters of two, four choices each. Both in one process, scores first; the peak is the process's own.

                {lines.ToString().TrimEnd()}

                {machine.Processor}, {machine.Cores} cores, {machine.Runtime}; load average of the last minute at the end: {load} (others' work: compare the processor time).
                Made by `dotnet run --project benchmarks/Amuro.Benchmarks -c Release -- analysis --out benchmarks/results/analysis.md`.

                """));
        }
    }

    private static void Measure(StringBuilder lines, string name, int rows, Func<int, StudyResults> make)
    {
        long start = Stopwatch.GetTimestamp();
        StudyResults results = make(rows);
        double made = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        start = Stopwatch.GetTimestamp();
        FindingsReport report = FindingsReport.Analyze(results);
        double analysed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double spent = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        int found = Math.Max(results.Scores.Count, results.Items.Count);
        lines.Append(CultureInfo.InvariantCulture, $"| {name} | {found:N0} | {made:F1} s | {analysed:F1} s | {spent:F1} s | {found / analysed:N0} | {Machine.PeakMemoryGiB:F2} GiB |\n");
        foreach (Finding finding in report.AllFindings)
        {
            Console.WriteLine($"{name}: {finding.Verdict.ToText()}: {finding.Sentence}");
        }
    }
}
