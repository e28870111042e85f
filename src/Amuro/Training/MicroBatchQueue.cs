namespace Amuro.Training;

/// <summary>Makes the micro-batches of the next optimiser step on another thread while this one computes.</summary>
internal sealed class MicroBatchQueue(TrainingPlan plan, IReadOnlyList<TrainingExample> examples, bool completionOnly)
{
    private (int Step, Task<MicroBatch[]> Batches)? _next;

    /// <summary>The micro-batches of a step; those of the step after it are begun.</summary>
    /// <param name="step">The step, from 0.</param>
    public MicroBatch[] Take(int step)
    {
        MicroBatch[] batches = _next is { } next && next.Step == step ? next.Batches.GetAwaiter().GetResult() : Make(step);
        _next = step + 1 < plan.Steps.Count ? (step + 1, Task.Run(() => Make(step + 1))) : null;
        return batches;
    }

    private MicroBatch[] Make(int step) => [.. plan.Steps[step].Select(m => MicroBatch.From([.. m.Select(i => examples[i])], completionOnly))];
}
