using System.Collections.Immutable;

namespace Amuro.Evaluation;

/// <summary>A question to a model: how likely is this continuation after this context? Both are token ids.</summary>
/// <param name="Context">What stands before the continuation, beginning-of-sequence token included; at least one id.</param>
/// <param name="Continuation">What is scored; at least one id.</param>
public readonly record struct LikelihoodRequest(ImmutableArray<int> Context, ImmutableArray<int> Continuation);
