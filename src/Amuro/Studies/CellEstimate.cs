namespace Amuro.Studies;

/// <summary>What a cell is going to cost.</summary>
/// <param name="Tokens">Tokens that go through the model, those of every epoch counted.</param>
/// <param name="Flops">Floating-point operations: 6 for each parameter and trained token, 2 for each parameter and scored token, and attention.</param>
/// <param name="Memory">Bytes of weights, gradients and optimiser state at the same time; activations are not in it.</param>
/// <param name="Disk">Bytes of weights that it leaves until its evaluations are done.</param>
public sealed record CellEstimate(long Tokens, double Flops, long Memory, long Disk);
