namespace Amuro.Tasks.Metrics;

/// <summary>What a model gave for the choices of one item.</summary>
public sealed record ChoiceOutcome
{
    /// <summary>The choices' texts, without the delimiter before them.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>Sum of natural-log probabilities of each choice's tokens.</summary>
    public required IReadOnlyList<double> LogLikelihoods { get; init; }

    /// <summary>Index of the right choice.</summary>
    public int Gold { get; init; }

    /// <summary>Number of tokens of each choice; empty where not known.</summary>
    public IReadOnlyList<int> TokenCounts { get; init; } = [];

    /// <summary>Log-likelihood of each choice (its delimiter included) after nothing but the token that begins a text; empty where not computed.</summary>
    public IReadOnlyList<double> UnconditionalLogLikelihoods { get; init; } = [];

    /// <summary>Whether each choice is what the model would have written greedily; empty where not known.</summary>
    public IReadOnlyList<bool> IsGreedy { get; init; } = [];
}
