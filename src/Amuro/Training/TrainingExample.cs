using System.Collections.Immutable;

namespace Amuro.Training;

/// <summary>One sequence to train on: the tokens of a prompt, followed by those of its completion.</summary>
/// <param name="Id">Name of the example, for messages.</param>
/// <param name="Prompt">Token ids that are read; under completion-only loss they are not learned.</param>
/// <param name="Completion">Token ids that are learned, the end-of-text token included where one is wanted.</param>
public sealed record TrainingExample(string Id, ImmutableArray<int> Prompt, ImmutableArray<int> Completion)
{
    /// <summary>Number of tokens of the whole sequence.</summary>
    public int Length => Prompt.Length + Completion.Length;
}
