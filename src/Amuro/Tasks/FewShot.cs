using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Amuro.Tasks;

/// <summary>Chooses worked examples: one block for each (seed, task, format), shared by all items.</summary>
/// <remarks>
/// Entries of <see cref="TaskDefinition.ShotPool"/> are ranked by SHA-256 of seed, task, format and the entry's own text, so the block does
/// not depend on the order of the pool or on any generator's state. As the block is shared, an entry whose rendered text equals
/// that of an item to evaluate is never taken.
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

    /// <summary>The worked examples for a task in one of its formats, in the order they are shown.</summary>
    /// <param name="task">The task.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="AmuroException">The pool has too few entries that are no items to evaluate, or an item lacks a field.</exception>
    public IReadOnlyList<Example> Select(TaskDefinition task, PromptFormat format)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(format);
        if (Count == 0)
        {
            return [];
        }

        var seen = new HashSet<string>(task.Evaluation.Select(format.Render), StringComparer.Ordinal);
        (Example Entry, UInt128 Rank)[] ranked =
        [
            .. task.ShotPool
                .Select(entry => (Entry: entry, Text: format.Render(entry)))
                .Select(pair => (pair.Entry, pair.Text, Rank: Rank(task, format, pair.Text, pair.Entry)))
                .OrderBy(pair => pair.Rank)
                .Where(pair => seen.Add(pair.Text))
                .Select(pair => (pair.Entry, pair.Rank)),
        ];
        if (ranked.Length < Count)
        {
            throw new AmuroException($"task '{task.Name}', format '{format.Name}': expected at least {Count} entries in ShotPool that are no items of Evaluation, found {ranked.Length} among {task.ShotPool.Count}");
        }

        return Balanced ? Balance(ranked) : [.. ranked.Take(Count).Select(pair => pair.Entry)];
    }

    private Example[] Balance((Example Entry, UInt128 Rank)[] ranked)
    {
        // The n-th best of every label comes before the (n+1)-th best of any; the ranks then mix the labels again.
        return
        [
            .. ranked
                .GroupBy(pair => pair.Entry.Gold)
                .SelectMany(label => label.Select((pair, place) => (pair.Entry, pair.Rank, Place: place)))
                .OrderBy(pair => pair.Place).ThenBy(pair => pair.Rank)
                .Take(Count)
                .OrderBy(pair => pair.Rank)
                .Select(pair => pair.Entry),
        ];
    }

    private UInt128 Rank(TaskDefinition task, PromptFormat format, string text, Example entry)
    {
        byte[] key = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Seed}\0{task.Name}\0{format.Name}\0{text}\0{entry.Answer}\0{entry.Id}"));
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(key));
    }
}
