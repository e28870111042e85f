namespace Amuro.Evaluation;

/// <summary>What a model wrote.</summary>
/// <param name="Ids">The tokens generated, the one that ended it included.</param>
/// <param name="Text">Their text without special tokens, cut before the first stop string.</param>
/// <param name="DroppedTokens">How many ids of the prompt were cut off on the left to leave room.</param>
public sealed record Generation(IReadOnlyList<int> Ids, string Text, int DroppedTokens);
