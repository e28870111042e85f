using Amuro.Models;
using Amuro.Training;

namespace Amuro.Benchmarks.Training;

/// <summary>Amuro's own loop over the steps of a workload.</summary>
internal sealed class AmuroLoop : ITrainingLoop
{
    private const int Passes = 10_000;

    private readonly DecoderModel _model;
    private readonly TrainingLoop _loop;

    public AmuroLoop(Workload workload, Precision precision)
    {
        _model = workload.NewModel();
        List<IReadOnlyList<int[]>> steps = [];
        int start = 0;
        foreach (int count in workload.Steps.Select(s => s.Length))
        {
            steps.Add([[.. Enumerable.Range(start, count)]]);
            start += count;
        }

        TrainingPlan plan = new([.. Enumerable.Repeat(steps, Passes).SelectMany(s => s)]);
        TrainingExample[] examples = [.. workload.Steps.SelectMany(s => s)];
        _loop = new TrainingLoop(_model, Workload.Recipe(precision, workload.CompletionOnly), examples, plan);
    }

    public double Next() => _loop.Next().Loss;

    public void Dispose()
    {
        _loop.Dispose();
        _model.Dispose();
    }
}
