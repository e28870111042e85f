using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Benchmarks.Training;
using Amuro.Models;
using static TorchSharp.torch;

namespace Amuro.Benchmarks.Evaluation;

/// <summary>
/// The table of the scoring workloads: items per second of Amuro and of a plain loop, repetitions in turn, and the share of the
/// machine's matrix-multiply peak, all in one process so that the ratios hold whatever the machine.
/// </summary>
internal static class EvaluationCommand
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Run(string[] arguments)
    {
        Options options = new(arguments, "--only", "--items", "--repetitions", "--json");
        (int items, int repetitions) = (options.Number("--items", 100), options.Number("--repetitions", 3));
        Machine machine = Machine.This();
        Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Threads} threads, libtorch {machine.LibTorch}");
        Console.WriteLine();
        Console.WriteLine("| workload | torch.mm GFLOP/s | oneDNN GFLOP/s | plain tokens/item | Amuro tokens/item | plain items/s | Amuro items/s | ratio | plain share of mm | Amuro share of mm | Amuro share of oneDNN |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        List<EvaluationRow> rows = [];
        foreach (string name in options.Text("--only")?.Split(',') ?? EvaluationWorkload.Names)
        {
            if (EvaluationWorkload.Make(name, items) is not { } workload)
            {
                Console.Error.WriteLine($"{name} is left out: it needs the folder 'shared' beside the repository, and models/make-model.sh run for /tmp/amuro-real-model-f32");
                continue;
            }

            EvaluationRow row = Measure(workload, repetitions);
            rows.Add(row);
            Console.WriteLine(Line(row));
        }

        string json = JsonSerializer.Serialize(new { Machine = machine, Repetitions = repetitions, Rows = rows }, s_json);
        if (options.Text("--json") is { } file)
        {
            File.WriteAllText(file, json + "\n");
        }
    }

    private static EvaluationRow Measure(EvaluationWorkload workload, int repetitions)
    {
        (double mm, double oneDnn) = (MatrixPeak.Mm(ScalarType.Float32), MatrixPeak.OneDnn(ScalarType.Float32));
        List<double> plain = [], amuro = [];
        DecoderModel model = workload.NewModel();
        using PlainScoring plainLoop = new(workload, model);
        using SharedScoring amuroLoop = new(workload, model);
        CheckSame(workload, plainLoop.Score(), amuroLoop.Score());
        for (int r = 0; r < repetitions; r++)
        {
            plain.Add(Rate(plainLoop, workload));
            amuro.Add(Rate(amuroLoop, workload));
        }

        // Before and after: a machine that is shared has better and worse moments.
        (mm, oneDnn) = (Math.Max(mm, MatrixPeak.Mm(ScalarType.Float32)), Math.Max(oneDnn, MatrixPeak.OneDnn(ScalarType.Float32)));
        return new EvaluationRow(
            workload.Name, workload.Items, mm, oneDnn, plainLoop.TokensPushed, amuroLoop.TokensPushed, plainLoop.GigaFlop, amuroLoop.GigaFlop,
            Median(plain), Median(amuro), plain, amuro);
    }

    // A baseline that computes something else is no baseline.
    private static void CheckSame(EvaluationWorkload workload, double[] plain, double[] amuro)
    {
        double difference = plain.Zip(amuro, (a, b) => Math.Abs(a - b)).Max();
        if (!(difference <= 2e-3))
        {
            throw new AmuroException($"{workload.Name}: expected the same log-likelihoods of both loops, found a difference of {difference}");
        }
    }

    private static double Rate(IScoringLoop loop, EvaluationWorkload workload)
    {
        long start = Stopwatch.GetTimestamp();
        loop.Score();
        return workload.Items / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Line(EvaluationRow r) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {r.Workload} | {r.MmGigaFlops:F0} | {r.OneDnnGigaFlops:F0} | {(double)r.PlainTokens / r.Items:F0} | {(double)r.AmuroTokens / r.Items:F0} | {r.PlainItems:F2} | {r.AmuroItems:F2} | {r.Ratio:F2} | {r.PlainShareOfMm:F2} | {r.AmuroShareOfMm:F2} | {r.AmuroShareOfOneDnn:F2} |");
}
