namespace Amuro.Training;

/// <summary>What a resume point says of its run besides tensors.</summary>
/// <param name="Run">Which run it belongs to.</param>
/// <param name="Step">Optimiser steps done. The order of the examples is a function of the run, so the number says it all.</param>
/// <param name="Steps">What those steps did.</param>
/// <param name="Evaluations">The held-out losses so far; early stopping and the best step follow from them.</param>
internal sealed record ResumeRecord(
    RunFingerprint Run, int Step, IReadOnlyList<TrainingStep> Steps, IReadOnlyList<HeldOutEvaluation> Evaluations);
