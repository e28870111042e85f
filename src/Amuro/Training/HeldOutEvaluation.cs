namespace Amuro.Training;

/// <summary>The loss on held-out examples at one moment of a run.</summary>
/// <param name="Step">Optimiser steps done before it; 0 is the model before training.</param>
/// <param name="Loss">Mean cross-entropy (nats) over all label tokens of the held-out examples.</param>
public sealed record HeldOutEvaluation(int Step, double Loss);
