using Amuro.Training;

namespace Amuro.Studies;

/// <summary>What the store keeps of a fine-tuning when its weights are gone.</summary>
/// <param name="Steps">Every optimiser step.</param>
/// <param name="Evaluations">Every measurement on held-out items.</param>
/// <param name="Skipped">Ids of the items that were left out.</param>
/// <param name="Truncated">Number of items that were cut.</param>
/// <param name="Weights">SHA-256 over the weights it ended with.</param>
internal sealed record TrainingRecord(
    IReadOnlyList<TrainingStep> Steps, IReadOnlyList<HeldOutEvaluation> Evaluations, IReadOnlyList<string> Skipped, int Truncated, string Weights);
