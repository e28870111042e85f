using Amuro.Checkpoints;

namespace Amuro.Miniature;

/// <summary>How far pre-training is.</summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Steps">Optimiser steps in all.</param>
/// <param name="Loss">Mean cross-entropy (nats per token) of the last step; NaN before the first.</param>
/// <param name="Saved">The checkpoint that was just saved, or found; null at other steps.</param>
public sealed record PretrainingProgress(int Step, int Steps, double Loss, Checkpoint? Saved);
