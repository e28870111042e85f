namespace Amuro.Tasks;

/// <summary>One item of a task: the fields a prompt is made of, and the right answer.</summary>
public sealed record Example
{
    /// <summary>Name of the item, unique within its task.</summary>
    public required string Id { get; init; }

    /// <summary>The values that a <see cref="PromptFormat"/> puts into its template, by field name.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>The answer that is trained on and compared with: the text of the gold choice, or the reference text.</summary>
    public required string Answer { get; init; }

    /// <summary>
    /// All texts that are right, for metrics of generated text: they take the best of them. Default: <see cref="Answer"/> alone.
    /// </summary>
    public IReadOnlyList<string> References
    {
        get => field ?? [Answer];
        init;
    }

    /// <summary>The texts to choose from, in order; empty for a generation task.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Index of the right choice in <see cref="Choices"/>; -1 for a generation task.</summary>
    public int Gold { get; init; } = -1;

    /// <summary>Items with the same value are not independent (one passage, one entity). Empty: the item stands alone.</summary>
    public string Cluster { get; init; } = "";
}
