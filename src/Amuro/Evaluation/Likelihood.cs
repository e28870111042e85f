namespace Amuro.Evaluation;

/// <summary>The answer to a <see cref="LikelihoodRequest"/>.</summary>
/// <param name="LogLikelihood">Sum of the natural-log probabilities of the continuation's tokens, in nats.</param>
/// <param name="IsGreedy">Whether every token of the continuation is the most likely one at its place.</param>
/// <param name="DroppedTokens">How many ids of the context were cut off on the left so that the rest fits the model.</param>
public readonly record struct Likelihood(double LogLikelihood, bool IsGreedy, int DroppedTokens);
