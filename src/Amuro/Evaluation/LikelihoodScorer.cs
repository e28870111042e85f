using Amuro.Models;

namespace Amuro.Evaluation;

/// <summary>Log-likelihoods of continuations under a model, with a log-softmax in float32 (float64 for a float64 model), computed only where they are asked for.</summary>
/// <remarks>
/// What is fed is <c>(context + continuation)</c> without its last id, cut on the left to the model's longest input.
/// Beginnings that requests share are computed once: whole sequences, the context of an item's choices, the few-shot
/// block of a task. The answers do not depend on the order of the requests and, up to rounding (1e-5), not on the batches.
/// </remarks>
public sealed record LikelihoodScorer
{
    /// <summary>The scorer with every option at its default.</summary>
    public static LikelihoodScorer Default { get; } = new();

    /// <summary>The most tokens in one forward pass (one sequence may be longer); halved where memory does not suffice. Default 2048.</summary>
    public int TokensPerBatch { get; private init; } = 2048;

    /// <summary>Where answers are looked up and kept; null: nowhere.</summary>
    internal ScoreCache? Cache { get; init; }

    /// <summary>Called before each forward pass with its numbers of tokens and of rows that are scored; for tests and benchmarks.</summary>
    internal Action<int, int>? BeforePass { get; init; }

    /// <summary>Returns a copy with another <see cref="TokensPerBatch"/>.</summary>
    /// <param name="tokens">At least 1.</param>
    /// <exception cref="AmuroException"><paramref name="tokens"/> is below 1.</exception>
    public LikelihoodScorer WithTokensPerBatch(int tokens) => tokens >= 1
        ? this with { TokensPerBatch = tokens }
        : throw new AmuroException(FormattableString.Invariant($"TokensPerBatch: expected at least 1, found {tokens}."));

    /// <summary>Answers the requests, in their order.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    /// <exception cref="AmuroException">A request is empty, too long, or names an id that the model does not have.</exception>
    public IReadOnlyList<Likelihood> Score(DecoderModel model, IReadOnlyList<LikelihoodRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(requests);
        var answers = new Likelihood[requests.Count];
        var open = new List<int>();
        for (int i = 0; i < answers.Length; i++)
        {
            if (Cache?.Find(requests[i]) is { } known)
            {
                answers[i] = known;
            }
            else
            {
                open.Add(i);
            }
        }

        ScoringPlan plan = ScoringPlan.From([.. open.Select(i => requests[i])], model.Config.MaxPositions, model.Config.VocabularySize);
        new ScoringPass(model, plan, TokensPerBatch, BeforePass).Run(
            batch =>
            {
                foreach ((int request, Likelihood answer) in batch)
                {
                    answers[open[request]] = answer;
                }

                Cache?.Add(batch.Select(b => (requests[open[b.Request]], b.Answer)));
            },
            cancellationToken);
        return answers;
    }
}
