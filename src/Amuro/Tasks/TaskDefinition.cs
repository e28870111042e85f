namespace Amuro.Tasks;

/// <summary>A data set together with the way it is asked and scored.</summary>
public sealed record TaskDefinition
{
    private readonly string? _family;
    private readonly IReadOnlyList<Example>? _shotPool;

    /// <summary>Name of the task, unique within a study.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Tasks of one family ask the same thing of different data: tuned on one, the others are out-of-domain. Default: the name.
    /// </summary>
    public string Family
    {
        get => _family ?? Name;
        init => _family = value;
    }

    /// <summary>How answers are obtained.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>The prompt formats it is evaluated in; fine-tuning uses the first.</summary>
    public required IReadOnlyList<PromptFormat> Formats { get; init; }

    /// <summary>The items to fine-tune on; empty if the task is only evaluated.</summary>
    public IReadOnlyList<Example> Training { get; init; } = [];

    /// <summary>
    /// Items whose loss is followed while the model is fine-tuned, for early stopping and for keeping the best weights; they
    /// must be neither trained on nor evaluated. Empty (default): nothing is followed.
    /// </summary>
    public IReadOnlyList<Example> HeldOut { get; init; } = [];

    /// <summary>The items to evaluate.</summary>
    public IReadOnlyList<Example> Evaluation { get; init; } = [];

    /// <summary>The items that worked examples are drawn from. Default: <see cref="Training"/>.</summary>
    public IReadOnlyList<Example> ShotPool
    {
        get => _shotPool ?? Training;
        init => _shotPool = value;
    }

    /// <summary>
    /// Name of the metric that the analyses use, one of which a higher score is better. Default: <c>acc</c> for multiple choice,
    /// <c>rougeL</c> for generation, <c>log2_per_byte</c> for perplexity.
    /// </summary>
    public string PrimaryMetric
    {
        get => field ?? (Kind == TaskKind.MultipleChoice ? "acc" : Kind == TaskKind.Generation ? "rougeL" : "log2_per_byte");
        init;
    }

    /// <summary>Generation stops after so many tokens. Default 32.</summary>
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>The end-of-sequence token is not generated before so many others; a stop string may still end the text. Default 0.</summary>
    public int MinNewTokens { get; init; }

    /// <summary>Generation stops at, and its text is cut before, the first of these. Default: a line break.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = ["\n"];

    /// <summary>
    /// Moves items from <see cref="Training"/> to <see cref="HeldOut"/>, drawn at random; items of one cluster go together, so
    /// that nothing held out is seen in training.
    /// </summary>
    /// <param name="items">At least so many are moved.</param>
    /// <param name="seed">Seed of the draw. Default 0.</param>
    /// <returns>A changed copy; the order of what is left is as before.</returns>
    /// <exception cref="AmuroException">It is not a number above 0 that leaves something to train on.</exception>
    public TaskDefinition WithHeldOut(int items, int seed = 0) => HeldOutSplit.Of(this, items, seed);

    /// <summary>
    /// Items that are in two splits at once: what was trained on and is evaluated tells nothing about other items. No mistake of the task
    /// (public data sets have some), so <see cref="FindProblems"/> leaves it out.
    /// </summary>
    /// <returns>
    /// For each item to evaluate or held out, the first item of an earlier split (training, then held out) with the same fields, but for
    /// white space, letter case and Unicode's compatible forms.
    /// </returns>
    public IReadOnlyList<SharedItem> FindSharedItems() => SharedItems.Of(this);

    /// <summary>Everything that is wrong with the task, one line each; empty if it can be used.</summary>
    /// <remarks>
    /// Looked at: names, formats (template fields that items lack, names used twice), items (names used twice, gold out of
    /// range, too few choices, empty texts, answers other than the gold choice), the primary metric, and an
    /// evaluation split of ten items or more that all have the same label.
    /// </remarks>
    public IReadOnlyList<string> FindProblems() => TaskChecks.Run(this);

    /// <summary>Refuses a task that cannot be used, with all its problems in one message.</summary>
    /// <exception cref="AmuroException"><see cref="FindProblems"/> found any.</exception>
    public void Validate()
    {
        IReadOnlyList<string> problems = FindProblems();
        if (problems.Count > 0)
        {
            throw new AmuroException(string.Join("; ", problems));
        }
    }
}
