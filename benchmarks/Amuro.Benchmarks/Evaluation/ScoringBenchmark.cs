using Amuro.Models;
using BenchmarkDotNet.Attributes;

namespace Amuro.Benchmarks.Evaluation;

/// <summary>
/// Forty items of a workload by the plain loop and by Amuro. The shares of the machine's peak are in the command
/// <c>evaluation</c>, which measures both in turn.
/// </summary>
[Work("Items/s", nameof(Items), "items, four choices each, in a second")]
public class ScoringBenchmark
{
    private const int Count = 40;

    private IScoringLoop? _loop;

    [ParamsSource(nameof(WorkloadNames))]
    public string Work { get; set; } = "";

    public static IEnumerable<string> WorkloadNames => EvaluationWorkload.Names.Where(name => EvaluationWorkload.Make(name, 1) is not null);

    [GlobalSetup(Target = nameof(Plain))]
    public void SetUpPlain()
    {
        EvaluationWorkload workload = EvaluationWorkload.Make(Work, Count)!;
        using DecoderModel model = workload.NewModel();
        _loop = new PlainScoring(workload, model);
    }

    [GlobalSetup(Target = nameof(Shared))]
    public void SetUpShared()
    {
        EvaluationWorkload workload = EvaluationWorkload.Make(Work, Count)!;
        _loop = new SharedScoring(workload, workload.NewModel());
    }

    [GlobalCleanup]
    public void CleanUp() => _loop?.Dispose();

    [Benchmark(Baseline = true, Description = "plain padded loop")]
    public double Plain() => _loop!.Score()[0];

    [Benchmark(Description = "Amuro's scoring")]
    public double Shared() => _loop!.Score()[0];

    public double Items(string benchmark) => Count;
}
