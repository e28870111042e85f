using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>What a model did with one item of a task.</summary>
public sealed record ItemResult
{
    /// <summary>Name of the item within its task.</summary>
    public required string Id { get; init; }

    /// <summary>Items with the same cluster are not independent; the item's own name where it stands alone.</summary>
    public required string Cluster { get; init; }

    /// <summary>Log-likelihood of each choice in nats, in order; of the whole text for perplexity; empty for generation.</summary>
    public IReadOnlyList<double> LogLikelihoods { get; init; } = [];

    /// <summary>Number of tokens of each choice, delimiter included, in order; empty for generation.</summary>
    public IReadOnlyList<int> ChoiceTokens { get; init; } = [];

    /// <summary>Whether each choice is what the model would have written greedily; empty for generation.</summary>
    public IReadOnlyList<bool> IsGreedy { get; init; } = [];

    /// <summary>Number of tokens generated, or of the text for perplexity; 0 for multiple choice (see <see cref="ChoiceTokens"/>).</summary>
    public int TextTokens { get; init; }

    /// <summary>Log-likelihood of each choice without context, in nats; empty unless a metric needs it.</summary>
    public IReadOnlyList<double> UnconditionalLogLikelihoods { get; init; } = [];

    /// <summary>Words and bytes of the text; null but for perplexity.</summary>
    public TextSize? Size { get; init; }

    /// <summary>The choice with the highest log-likelihood (its index, as text; the first of equals), or the text generated; empty for perplexity.</summary>
    public required string Prediction { get; init; }

    /// <summary>The right choice (its index, as text), or the reference text; empty for perplexity.</summary>
    public required string Gold { get; init; }

    /// <summary>Score of this item by metric.</summary>
    public required IReadOnlyDictionary<string, double> Scores { get; init; }

    /// <summary>Whether the prompt was cut on the left to fit the model's context.</summary>
    public bool Truncated { get; init; }

    /// <summary>How many tokens of the prompt were cut off on the left: the most of all choices.</summary>
    public int DroppedTokens { get; init; }

    /// <summary>How many worked examples, whole ones, were left out so that the prompt fits the model's context.</summary>
    public int DroppedShots { get; init; }
}
