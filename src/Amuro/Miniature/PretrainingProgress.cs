using Amuro.Checkpoints;

namespace Amuro.Miniature;

/// <summary>How far pre-training is.</summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Steps">Optimiser steps in all.</param>
/// <param name="Loss">Mean cross-entropy (nats per token) of the last step; NaN if none was done in this run.</param>
/// <param name="Saved">The checkpoint of this step, just saved or found in the folder; null at other steps.</param>
public sealed record PretrainingProgress(int Step, int Steps, double Loss, Checkpoint? Saved);
