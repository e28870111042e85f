namespace Amuro.Training;

/// <summary>The record of a finished fine-tuning run.</summary>
/// <param name="Steps">Every optimiser step, in order.</param>
/// <param name="Skipped">Ids of the examples that were left out because truncation cut off all their labels.</param>
public sealed record TrainingRun(IReadOnlyList<TrainingStep> Steps, IReadOnlyList<string> Skipped);
