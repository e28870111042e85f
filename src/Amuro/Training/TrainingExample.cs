using System.Collections.Immutable;
using Amuro.Tokenization;

namespace Amuro.Training;

/// <summary>One sequence to train on: its token ids, and which of them are learned. Immutable, compared by content.</summary>
public sealed record TrainingExample
{
    /// <summary>A prompt that is read, followed by a completion that is learned.</summary>
    /// <param name="id">Name of the example, for messages.</param>
    /// <param name="prompt">Token ids that are read; under completion-only loss they are not learned.</param>
    /// <param name="completion">Token ids that are learned, the end-of-text token included where one is wanted.</param>
    public TrainingExample(string id, ImmutableArray<int> prompt, ImmutableArray<int> completion)
        : this(id, [.. Given(id, prompt), .. Given(id, completion)], Mask((prompt.Length, false), (completion.Length, true)))
    {
    }

    private TrainingExample(string id, ImmutableArray<int> tokens, ImmutableArray<bool> learned)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id;
        Tokens = tokens;
        Learned = learned;
    }

    /// <summary>Name of the example, for messages.</summary>
    public string Id { get; }

    /// <summary>Token ids of the whole sequence.</summary>
    public ImmutableArray<int> Tokens { get; }

    /// <summary>
    /// For each token whether it is learned under completion-only loss. Without it every token is. The first token of a sequence has
    /// nothing before it that could predict it, so it is never learned.
    /// </summary>
    public ImmutableArray<bool> Learned { get; }

    /// <summary>Number of tokens of the whole sequence.</summary>
    public int Length => Tokens.Length;

    /// <summary>Several turns one after the other, some read and some learned, as in a chat.</summary>
    /// <param name="id">Name of the example, for messages.</param>
    /// <param name="turns">The token ids of each turn, and whether it is learned.</param>
    /// <returns>The example.</returns>
    public static TrainingExample FromTurns(string id, params IReadOnlyList<(ImmutableArray<int> Tokens, bool Learned)> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        return new TrainingExample(
            id, [.. turns.SelectMany(t => Given(id, t.Tokens))], Mask([.. turns.Select(t => (t.Tokens.Length, t.Learned))]));
    }

    /// <summary>Token ids with a mask.</summary>
    /// <param name="id">Name of the example, for messages.</param>
    /// <param name="tokens">Token ids of the whole sequence.</param>
    /// <param name="learned">For each token whether it is learned; as many as there are tokens.</param>
    /// <returns>The example.</returns>
    /// <exception cref="AmuroException">The mask is not as long as the sequence.</exception>
    public static TrainingExample FromMask(string id, ImmutableArray<int> tokens, ImmutableArray<bool> learned)
    {
        if (Given(id, tokens).Length != Given(id, learned).Length)
        {
            throw new AmuroException($"Training example '{id}': expected a mask of {tokens.Length} values, one a token, found {learned.Length}");
        }

        return new TrainingExample(id, tokens, learned);
    }

    /// <summary>
    /// A conversation, rendered by the chat template of a tokenizer: every turn of the assistant is learned, the end of the turn
    /// included, everything else is read. Where the template marks what a model wrote (<c>{% generation %}</c>), that is learned.
    /// Otherwise it is what a turn adds to the conversation before it and its generation prompt, without white space that follows a
    /// special token at its end.
    /// </summary>
    /// <param name="id">Name of the example, for messages.</param>
    /// <param name="tokenizer">A tokenizer with a chat template.</param>
    /// <param name="messages">The messages in order; those of the role <c>assistant</c> are learned.</param>
    /// <returns>The example.</returns>
    /// <exception cref="AmuroException">
    /// There is no template, it refuses the messages, or it neither marks the turns nor renders the conversation up to a turn as the
    /// beginning of the whole.
    /// </exception>
    public static TrainingExample FromChat(string id, HuggingFaceTokenizer tokenizer, IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(messages);
        return ChatEncoder.Encode(id, tokenizer, messages);
    }

    /// <summary>Whether the other example has the same name, tokens and mask.</summary>
    /// <param name="other">The other example.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(TrainingExample? other) =>
        other is not null && Id == other.Id && Tokens.SequenceEqual(other.Tokens) && Learned.SequenceEqual(other.Learned);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Length, Tokens.FirstOrDefault(), Tokens.LastOrDefault());

    /// <summary>The name and the numbers of tokens.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => FormattableString.Invariant($"{Id}: {Length} tokens, {Learned.Count(l => l)} learned");

    private static ImmutableArray<T> Given<T>(string id, ImmutableArray<T> values) => !values.IsDefault
        ? values
        : throw new AmuroException($"Training example '{id}': expected an array, found one that was never set");

    private static ImmutableArray<bool> Mask(params ReadOnlySpan<(int Count, bool Learned)> parts)
    {
        ImmutableArray<bool>.Builder mask = ImmutableArray.CreateBuilder<bool>();
        foreach ((int count, bool learned) in parts)
        {
            mask.AddRange(Enumerable.Repeat(learned, count));
        }

        return mask.ToImmutable();
    }
}
