namespace Amuro.Analysis.Auditing;

/// <summary>Pairs of tasks that a text about the study averages over, and what it says about them.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Pairs">The pairs, one by one as the text counts them: a pair that it counts twice stands here twice.</param>
/// <param name="PeakStep">Checkpoint at which, as the text says, the mean gain of the group is highest; null (the default) if it says none.</param>
public sealed record StatedGroup(string Name, IReadOnlyList<StatedPair> Pairs, long? PeakStep = null);
