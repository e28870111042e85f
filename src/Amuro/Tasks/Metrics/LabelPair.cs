namespace Amuro.Tasks.Metrics;

/// <summary>The right choice of an item and the one taken, by their indices.</summary>
/// <param name="Gold">Index of the right choice.</param>
/// <param name="Predicted">Index of the choice taken; -1 if none can be told.</param>
public readonly record struct LabelPair(int Gold, int Predicted);
