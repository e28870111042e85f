namespace Amuro.Training;

/// <summary>What accompanies a run without being part of its <see cref="TrainingRecipe"/>. Immutable; everything is optional.</summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// Sequences that are not trained on; their loss is measured before the first step, every
    /// <see cref="TrainingRecipe.EvaluateEvery"/> steps and after the last one. Default: for a task its
    /// <see cref="Tasks.TaskDefinition.HeldOut"/> items, otherwise none.
    /// </summary>
    public IReadOnlyList<TrainingExample>? HeldOut { get; init; }

    /// <summary>
    /// Folder of this one run, for its resume point: written every <see cref="TrainingRecipe.SaveEvery"/> steps and on
    /// cancellation. The same call with the same folder goes on from there and ends with the same bits as a run that was never
    /// stopped. It stays when the run is finished; delete it then. Default: none, a stopped run starts anew.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Told of every optimiser step, but not of those done before a resume.</summary>
    public IProgress<TrainingStep>? Progress { get; init; }

    /// <summary>Told of every measurement on held-out examples, but not of those done before a resume.</summary>
    public IProgress<HeldOutEvaluation>? EvaluationProgress { get; init; }
}
