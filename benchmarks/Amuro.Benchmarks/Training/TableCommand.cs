using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Benchmarks.Naive;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Benchmarks.Training;

/// <summary>
/// The table of all workloads: tokens per second of Amuro's loop and of the naive one, repetitions in turn, and the share of
/// the machine's matrix-multiply peak, all in one process so that the ratios hold whatever the machine.
/// </summary>
internal static class TableCommand
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Run(string[] arguments)
    {
        Options options = new(arguments, "--only", "--precision", "--repetitions", "--json");
        int repetitions = options.Number("--repetitions", 3);
        Workload[] workloads = [.. Workloads.Named(options.Text("--only"))];
        IReadOnlyList<Precision> precisions = PrecisionNames.Choose(options.Text("--precision"));
        Machine machine = Machine.This();
        Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Threads} threads, libtorch {machine.LibTorch}");
        Console.WriteLine();
        Console.WriteLine("| workload | format | padding | torch.mm GFLOP/s | oneDNN GFLOP/s | naive tokens/s | Amuro tokens/s | ratio | naive share of mm | Amuro share of mm | Amuro share of oneDNN |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        List<TableRow> rows = [];
        foreach (Workload workload in workloads)
        {
            foreach (Precision precision in precisions)
            {
                TableRow row = Measure(workload, precision, repetitions);
                rows.Add(row);
                Console.WriteLine(Line(row));
            }
        }

        string json = JsonSerializer.Serialize(new { Machine = machine, Repetitions = repetitions, Rows = rows }, s_json);
        Console.WriteLine();
        Console.WriteLine(json);
        if (options.Text("--json") is { } file)
        {
            File.WriteAllText(file, json + "\n");
        }
    }

    private static TableRow Measure(Workload workload, Precision precision, int repetitions)
    {
        torch.ScalarType type = precision == Precision.BFloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
        (double mm, double oneDnn) = (MatrixPeak.Mm(type), MatrixPeak.OneDnn(type));
        List<double> naive = [], amuro = [];
        using (NaiveLoop naiveLoop = new(workload, precision))
        using (AmuroLoop amuroLoop = new(workload, precision))
        {
            CheckSame(workload, precision, naiveLoop.Next(), amuroLoop.Next());
            for (int r = 0; r < repetitions; r++)
            {
                naive.Add(Rate(naiveLoop, workload));
                amuro.Add(Rate(amuroLoop, workload));
            }
        }

        // Before and after: a machine that is shared has better and worse moments.
        (mm, oneDnn) = (Math.Max(mm, MatrixPeak.Mm(type)), Math.Max(oneDnn, MatrixPeak.OneDnn(type)));
        return new TableRow(
            workload.Name, PrecisionNames.Of(precision), workload.Tokens, workload.Labels, workload.Padding, workload.GigaFlop,
            mm, oneDnn, Median(naive), Median(amuro), naive, amuro);
    }

    // Both start with the same weights and the same batch: a baseline that computes something else is no baseline.
    private static void CheckSame(Workload workload, Precision precision, double naive, double amuro)
    {
        double tolerance = precision == Precision.BFloat16 ? 1e-2 : 1e-4;
        if (!(Math.Abs(naive - amuro) <= tolerance * naive))
        {
            throw new AmuroException(
                $"{workload.Name}, {PrecisionNames.Of(precision)}: expected the same first loss of both loops, found {naive} (naive) and {amuro} (Amuro)");
        }
    }

    private static double Rate(ITrainingLoop loop, Workload workload)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < workload.Steps.Length; step++)
        {
            double loss = loop.Next();
            if (!double.IsFinite(loss))
            {
                throw new AmuroException($"{workload.Name}: expected a finite loss, found {loss}");
            }
        }

        return workload.Tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Line(TableRow r) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {r.Workload} | {r.Precision} | {r.Padding:P0} | {r.MmGigaFlops:F0} | {r.OneDnnGigaFlops:F0} | {r.NaiveTokens:F0} | {r.AmuroTokens:F0} | {r.Ratio:F2} | {r.NaiveShareOfMm:F2} | {r.ShareOfMm:F2} | {r.ShareOfOneDnn:F2} |");
}
