namespace Amuro.Tasks;

/// <summary>Chooses worked examples: one block for each (seed, task, format), shared by all items, or a block for each item.</summary>
/// <remarks>
/// Entries of <see cref="TaskDefinition.ShotPool"/> are ranked by SHA-256 of seed, task, format and the entry's own text, so the block does
/// not depend on the order of the pool or on any generator's state. Two entries are never the same, nor is an entry the same as an
/// item it stands before (with a shared block: as any item to evaluate); the same are those whose rendered texts differ at most in
/// white space, letter case and Unicode's compatible forms.
/// </remarks>
public sealed record FewShot
{
    /// <summary>No worked examples, seed 0, not balanced.</summary>
    public static FewShot Default { get; } = new();

    /// <summary>Number of worked examples. Default 0.</summary>
    public int Count { get; private init; }

    /// <summary>Another seed gives another block. Default 0.</summary>
    public int Seed { get; private init; }

    /// <summary>Whether the labels (the places of the gold choice) are represented as equally as the number allows. Default false.</summary>
    public bool Balanced { get; private init; }

    /// <summary>
    /// Whether each item has worked examples of its own, by (seed, task, item id), rather than all the same. Default false: a shared
    /// block is computed once for all items.
    /// </summary>
    public bool PerItem { get; private init; }

    /// <summary>A copy with another number of worked examples.</summary>
    /// <param name="count">At least 0.</param>
    /// <exception cref="AmuroException">Below 0.</exception>
    public FewShot WithCount(int count) => count >= 0
        ? this with { Count = count }
        : throw new AmuroException($"FewShot.Count: expected 0 or more, found {count}");

    /// <summary>A copy with another seed.</summary>
    /// <param name="seed">Any number.</param>
    public FewShot WithSeed(int seed) => this with { Seed = seed };

    /// <summary>A copy with balanced labels, or without.</summary>
    /// <param name="balanced">Whether to balance.</param>
    public FewShot WithBalanced(bool balanced = true) => this with { Balanced = balanced };

    /// <summary>A copy with worked examples for each item, or with a shared block.</summary>
    /// <param name="perItem">Whether each item has its own.</param>
    public FewShot WithPerItem(bool perItem = true) => this with { PerItem = perItem };

    /// <summary>The block of worked examples that all items of a task share in one of its formats, in the order they are shown.</summary>
    /// <param name="task">The task.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="AmuroException">The pool has too few entries that are no items to evaluate, an item lacks a field, or <see cref="PerItem"/> is set.</exception>
    public IReadOnlyList<Example> Select(TaskDefinition task, PromptFormat format)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(format);
        return (Count, PerItem) switch
        {
            (0, _) => [],
            (_, true) => throw new AmuroException("FewShot.PerItem: expected false where one block is asked for, found true: ask for the block of an item"),
            _ => new ShotRanks(this, task, format).Shared(),
        };
    }

    /// <summary>The worked examples of each item to evaluate, in the order of the items.</summary>
    /// <param name="task">The task.</param>
    /// <param name="format">The format.</param>
    /// <returns>As many lists as there are items; the same one each time unless <see cref="PerItem"/> is set.</returns>
    /// <exception cref="AmuroException">The pool has too few entries that are no items to evaluate, or an item lacks a field.</exception>
    public IReadOnlyList<IReadOnlyList<Example>> SelectForItems(TaskDefinition task, PromptFormat format)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(format);
        if (Count == 0 || !PerItem)
        {
            return [.. Enumerable.Repeat(Select(task, format), task.Evaluation.Count)];
        }

        var ranks = new ShotRanks(this, task, format);
        return [.. task.Evaluation.Select(ranks.Of)];
    }
}
