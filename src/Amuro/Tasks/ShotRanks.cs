using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Amuro.Tasks;

/// <summary>The pool of worked examples of a task in one format, each text once, and the order in which they are taken.</summary>
internal sealed class ShotRanks
{
    private readonly FewShot _fewShot;
    private readonly TaskDefinition _task;
    private readonly PromptFormat _format;
    private readonly (Example Entry, string Text, UInt128 Key)[] _pool;

    public ShotRanks(FewShot fewShot, TaskDefinition task, PromptFormat format)
    {
        (_fewShot, _task, _format) = (fewShot, task, format);

        // Of equal texts the one with the lowest key stays, wherever in the pool it stands.
        _pool =
        [
            .. task.ShotPool
                .Select(entry => (Entry: entry, Text: format.Render(entry)))
                .Select(pair => (pair.Entry, Text: NormalText.Of(pair.Text), Key: Key(pair.Text, pair.Entry)))
                .OrderBy(entry => entry.Key)
                .DistinctBy(entry => entry.Text, StringComparer.Ordinal),
        ];
    }

    /// <summary>The block that all items share: nothing of it equals any item.</summary>
    public IReadOnlyList<Example> Shared()
    {
        var items = new HashSet<string>(_task.Evaluation.Select(item => NormalText.Of(_format.Render(item))), StringComparer.Ordinal);
        return Take([.. _pool.Where(entry => !items.Contains(entry.Text)).Select(entry => (entry.Entry, entry.Key))], "that are no items of Evaluation");
    }

    /// <summary>The worked examples of one item: none of them equals it.</summary>
    public IReadOnlyList<Example> Of(Example item)
    {
        string text = NormalText.Of(_format.Render(item));
        UInt128 seed = Hash(FormattableString.Invariant($"{_fewShot.Seed}\0{_task.Name}\0{item.Id}"));
        (Example, UInt128)[] ranked = [.. _pool.Where(entry => entry.Text != text).Select(entry => (entry.Entry, Mixed(entry.Key ^ seed))).OrderBy(entry => entry.Item2)];
        return Take(ranked, $"that are not item '{item.Id}'");
    }

    private IReadOnlyList<Example> Take((Example Entry, UInt128 Rank)[] ranked, string which)
    {
        int count = _fewShot.Count;
        if (ranked.Length < count)
        {
            throw new AmuroException($"task '{_task.Name}', format '{_format.Name}': expected at least {count} entries in ShotPool {which}, found {ranked.Length} among {_task.ShotPool.Count}");
        }

        return _fewShot.Balanced ? Balance(ranked, count) : [.. ranked.Take(count).Select(pair => pair.Entry)];
    }

    // The n-th best of every label comes before the (n+1)-th best of any; the ranks then mix the labels again.
    private static Example[] Balance((Example Entry, UInt128 Rank)[] ranked, int count) =>
    [
        .. ranked
            .GroupBy(pair => pair.Entry.Gold)
            .SelectMany(label => label.Select((pair, place) => (pair.Entry, pair.Rank, Place: place)))
            .OrderBy(pair => pair.Place).ThenBy(pair => pair.Rank)
            .Take(count)
            .OrderBy(pair => pair.Rank)
            .Select(pair => pair.Entry),
    ];

    // With a block for each item the format has no part in the choice: all formats then show an item the same examples.
    private UInt128 Key(string text, Example entry) => Hash(_fewShot.PerItem
        ? string.Join('\0', entry.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}\0{field.Value}").Append(entry.Answer).Append(entry.Id))
        : FormattableString.Invariant($"{_fewShot.Seed}\0{_task.Name}\0{_format.Name}\0{text}\0{entry.Answer}\0{entry.Id}"));

    private static UInt128 Hash(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // A hash of each entry for each item would cost seconds; two independent hashes and a mixing of their bits do as well.
    private static UInt128 Mixed(UInt128 value)
    {
        ulong high = (ulong)(value >> 64);
        ulong low = (ulong)value;
        ulong first = Runtime.SplitMix.Next(ref high);
        low ^= first;
        return new UInt128(Runtime.SplitMix.Next(ref low), first);
    }
}
