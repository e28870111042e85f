using System.Collections.Immutable;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Evaluation;

/// <summary>
/// A task in one prompt format, rendered and tokenised: done once, then evaluated on every checkpoint that has the tokenizer.
/// It never changes, so several threads may evaluate it at once.
/// </summary>
public sealed class PreparedTask
{
    private PreparedTask(TaskDefinition task, PromptFormat format, FewShot fewShot, HuggingFaceTokenizer tokenizer, IReadOnlyList<PreparedItem> items)
    {
        Task = task;
        Format = format;
        FewShot = fewShot;
        Tokenizer = tokenizer;
        Items = items;
    }

    /// <summary>The task.</summary>
    public TaskDefinition Task { get; }

    /// <summary>The prompt format.</summary>
    public PromptFormat Format { get; }

    /// <summary>How the worked examples were chosen.</summary>
    public FewShot FewShot { get; }

    /// <summary>The tokenizer that the ids are of.</summary>
    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>The items, in the order of the task.</summary>
    public IReadOnlyList<PreparedItem> Items { get; }

    /// <summary>Renders and tokenises the evaluation items of a task.</summary>
    /// <param name="tokenizer">The tokenizer of the models to come.</param>
    /// <param name="task">The task.</param>
    /// <param name="format">The prompt format; it need not be one of the task's.</param>
    /// <param name="fewShot">Worked examples, the same for all items unless it says otherwise. Default: none.</param>
    /// <exception cref="AmuroException">An item lacks a field of the template, its choices or its answer, or the pool of worked examples is too small.</exception>
    public static PreparedTask From(HuggingFaceTokenizer tokenizer, TaskDefinition task, PromptFormat format, FewShot? fewShot = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(format);
        FewShot chosen = fewShot ?? FewShot.Default;
        if (task.Kind == TaskKind.Perplexity && chosen.Count > 0)
        {
            throw new AmuroException(FormattableString.Invariant($"Task '{task.Name}', FewShot.Count: expected 0 for a perplexity task, found {chosen.Count}."));
        }

        IReadOnlyList<IReadOnlyList<Example>> shots = chosen.SelectForItems(task, format);
        return new PreparedTask(task, format, chosen, tokenizer, [.. task.Evaluation.Zip(shots, (e, s) => Item(tokenizer, task, format, e, s))]);
    }

    /// <summary>
    /// Drops worked examples, whole ones, the last first, from the items that are too long for a model; <see cref="PreparedItem.DroppedShots"/>
    /// counts them. What is left begins as the other items do. An item too long by itself stays as it is; scoring then cuts its beginning.
    /// </summary>
    /// <param name="positions">The model's longest input in tokens; for generation <see cref="TaskDefinition.MaxNewTokens"/> of them are left free.</param>
    /// <returns>A changed copy, or this where everything fits.</returns>
    public PreparedTask FitTo(int positions)
    {
        if (Items.All(item => item.Shots.Count == 0 || Fits(item, positions)))
        {
            return this;
        }

        return new PreparedTask(Task, Format, FewShot, Tokenizer, [.. Items.Select(item => Fitted(item, positions))]);
    }

    private PreparedItem Fitted(PreparedItem item, int positions)
    {
        PreparedItem fitted = item;
        while (fitted.Shots.Count > 0 && !Fits(fitted, positions))
        {
            fitted = Item(Tokenizer, Task, Format, item.Example, [.. fitted.Shots.SkipLast(1)]) with { DroppedShots = fitted.DroppedShots + 1 };
        }

        return fitted;
    }

    // The last token of a choice is scored but never put in.
    private bool Fits(PreparedItem item, int positions) => Task.Kind == TaskKind.Generation
        ? item.PromptIds.Length <= positions - Task.MaxNewTokens
        : item.Requests.All(request => request.Context.Length + request.Continuation.Length - 1 <= positions);

    private static PreparedItem Item(
        HuggingFaceTokenizer tokenizer, TaskDefinition task, PromptFormat format, Example example, IReadOnlyList<Example> shots)
    {
        string prompt = format.RenderPrompt(example, shots);
        return task.Kind == TaskKind.MultipleChoice
            ? new PreparedItem(example, prompt, [], Requests(tokenizer, task, format, example, prompt)) { Shots = shots }
            : new PreparedItem(example, prompt, [.. tokenizer.Encode(prompt)], []) { Shots = shots };
    }

    private static LikelihoodRequest[] Requests(HuggingFaceTokenizer tokenizer, TaskDefinition task, PromptFormat format, Example example, string prompt)
    {
        if (example.Choices.Count == 0 || example.Gold < 0 || example.Gold >= example.Choices.Count)
        {
            throw new AmuroException($"Task '{task.Name}', item '{example.Id}': expected at least one choice and the index of the right one, found {example.Choices.Count} choices and the index {example.Gold}.");
        }

        var requests = new LikelihoodRequest[example.Choices.Count];
        for (int c = 0; c < requests.Length; c++)
        {
            (int[] context, int[] continuation) = tokenizer.EncodePair(prompt, format.RenderAnswer(example.Choices[c]));
            requests[c] = context.Length > 0 && continuation.Length > 0
                ? new LikelihoodRequest([.. context], [.. continuation])
                : throw new AmuroException($"Task '{task.Name}', item '{example.Id}', choice {c}: expected at least one token before the choice and one in it, found {context.Length} and {continuation.Length}.");
        }

        return requests;
    }
}

/// <summary>An item of a task in the form in which a model gets it.</summary>
/// <param name="Example">The item.</param>
/// <param name="Prompt">Its rendered prompt, worked examples included.</param>
/// <param name="PromptIds">The prompt's ids, for generation; the text's, for perplexity; empty for multiple choice.</param>
/// <param name="Requests">One request for each choice; empty for generation and perplexity.</param>
public sealed record PreparedItem(Example Example, string Prompt, ImmutableArray<int> PromptIds, IReadOnlyList<LikelihoodRequest> Requests)
{
    /// <summary>The worked examples in the prompt, in order.</summary>
    public IReadOnlyList<Example> Shots { get; init; } = [];

    /// <summary>How many worked examples were left out because the prompt was too long for the model. See <see cref="PreparedTask.FitTo"/>.</summary>
    public int DroppedShots { get; init; }
}
