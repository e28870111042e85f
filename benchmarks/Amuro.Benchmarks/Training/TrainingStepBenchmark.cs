using Amuro.Benchmarks.Naive;
using Amuro.Training;
using BenchmarkDotNet.Attributes;

namespace Amuro.Benchmarks.Training;

/// <summary>
/// All steps of a workload by the naive loop and by Amuro's. The shares of the machine's peak are in the command
/// <c>table</c>, which measures everything in turn.
/// </summary>
[Work("GFLOP/s", nameof(GigaFlop), "billions of useful floating-point operations in a second")]
[Work("Tokens/s", nameof(Tokens), "real tokens, prompt and completion, in a second")]
public class TrainingStepBenchmark
{
    private Workload? _workload;
    private ITrainingLoop? _loop;

    [ParamsSource(nameof(WorkloadNames))]
    public string Work { get; set; } = "";

    [Params(Precision.Float32, Precision.BFloat16)]
    public Precision Format { get; set; }

    public static IEnumerable<string> WorkloadNames => Workloads.Names.Where(name => Workloads.Make(name) is not null);

    [GlobalSetup(Target = nameof(Naive))]
    public void SetUpNaive() => _loop = new NaiveLoop(_workload = Workloads.Make(Work)!, Format);

    [GlobalSetup(Target = nameof(Fused))]
    public void SetUpFused() => _loop = new AmuroLoop(_workload = Workloads.Make(Work)!, Format);

    [GlobalCleanup]
    public void CleanUp() => _loop?.Dispose();

    [Benchmark(Baseline = true, Description = "naive loop")]
    public double Naive() => Pass();

    [Benchmark(Description = "Amuro's loop")]
    public double Fused() => Pass();

    public double Tokens(string benchmark) => (_workload ??= Workloads.Make(Work)!).Tokens;

    public double GigaFlop(string benchmark) => (_workload ??= Workloads.Make(Work)!).GigaFlop;

    private double Pass() => _workload!.Steps.Sum(_ => _loop!.Next());
}
