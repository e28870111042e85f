namespace Amuro.Tasks.Metrics;

/// <summary>A text that was generated, and those that would have been right.</summary>
/// <param name="Prediction">The text generated.</param>
/// <param name="References">The texts expected, at least one.</param>
public sealed record TextPair(string Prediction, IReadOnlyList<string> References);
