namespace Amuro.Evaluation;

/// <summary>How far a <see cref="PromptSensitivityEvaluator"/> is.</summary>
/// <param name="Done">Formats evaluated, those found evaluated included, over all checkpoints.</param>
/// <param name="Total">All formats of all checkpoints.</param>
/// <param name="Step">Pre-training step of the checkpoint.</param>
/// <param name="Format">The format that was evaluated.</param>
public sealed record PromptSensitivityProgress(int Done, int Total, long Step, string Format);
