using System.Collections;
using System.Collections.Immutable;

namespace Amuro.Results;

/// <summary>An unchangeable list of per-item records; query it with LINQ.</summary>
/// <remarks>
/// <para>
/// It is kept by column, with each text once and what all items of an evaluation share once, and makes a record when it is
/// asked for one: about 120 bytes an item with four choices. So walk through it once where you can.
/// </para>
/// <para>
/// As a file it is Parquet (Snappy), CSV (RFC 4180, LF) or JSON lines, UTF-8, with the columns of <see cref="Columns"/>; what
/// is loaded equals what was saved. A score that is NaN is an empty field in CSV and null in JSON; log_likelihoods is a list of
/// float64 and choice_tokens one of int32, in CSV separated by blanks. Numbers are written in the invariant culture with all their
/// digits. Older Parquet files lack choice_tokens, dropped_tokens and dropped_shots.
/// </para>
/// </remarks>
public sealed class ItemTable : IReadOnlyList<ItemRecord>
{
    private readonly ImmutableArray<ItemBlock> _blocks;
    private readonly ImmutableArray<ItemContext> _contexts;
    private readonly string[] _texts;

    internal ItemTable(ImmutableArray<ItemBlock> blocks, ImmutableArray<ItemContext> contexts, string[] texts)
    {
        (_blocks, _contexts, _texts) = (blocks, contexts, texts);
        Count = checked(blocks.Sum(b => b.Context.Length));
    }

    /// <summary>A table without records.</summary>
    public static ItemTable Empty { get; } = new([], [], []);

    /// <summary>
    /// Names of the files' columns in order: model, step, stage, tuned_on, task, split, format, shots, seed, item, cluster, metric,
    /// score, prediction, gold, log_likelihoods, choice_tokens, truncated,
    /// dropped_tokens, dropped_shots.
    /// </summary>
    public static IReadOnlyList<string> Columns { get; } = ImmutableArray.Create(ItemColumns.Names);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>The columns, for those who must not make a record of every item.</summary>
    internal ImmutableArray<ItemBlock> Blocks => _blocks;

    /// <summary>The evaluations that <see cref="ItemBlock.Context"/> numbers; each has an item.</summary>
    internal ImmutableArray<ItemContext> Contexts => _contexts;

    /// <summary>The texts that the columns number, each once.</summary>
    internal ReadOnlySpan<string> Texts => _texts;

    /// <inheritdoc/>
    public ItemRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Record(_blocks[index / ItemBlock.Size], index % ItemBlock.Size);
        }
    }

    /// <summary>A table of the records, in their order; they are taken one by one and not kept.</summary>
    /// <param name="records">The records.</param>
    public static ItemTable From(IEnumerable<ItemRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var builder = new ItemTableBuilder();
        foreach (ItemRecord record in records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    /// <summary>Reads a file that <see cref="SaveParquetAsync"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="AmuroException">No such file, not Parquet, a column that is missing or of another type, or a bad value.</exception>
    public static async Task<ItemTable> LoadParquetAsync(string path, CancellationToken cancellationToken = default)
    {
        var builder = new ItemTableBuilder();
        await ParquetRows.ReadAsync<ItemRow>(path, "item records", row => builder.Add(row.ToRecord()), cancellationToken).ConfigureAwait(false);
        return builder.Build();
    }

    /// <summary>Writes the table under a temporary name and renames it when it is whole.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="cancellationToken">Stops the writing; what was at <paramref name="path"/> stays.</param>
    /// <exception cref="AmuroException">The place cannot be written, or a text is not valid Unicode.</exception>
    public Task SaveParquetAsync(string path, CancellationToken cancellationToken = default)
    {
        StringPool.Check(path, _texts);
        return ParquetRows.WriteAsync(path, this.Select(ItemRow.From), cancellationToken);
    }

    /// <summary>Reads a file that <see cref="SaveCsv"/>, or another program with the same columns, wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AmuroException">
    /// No such file, not UTF-8, a header other than <see cref="Columns"/>, or a bad row: file, line, column, expected and found.
    /// </exception>
    public static ItemTable LoadCsv(string path) =>
        From(CsvRows.Read(path, ItemColumns.Names, ItemColumns.FromFields));

    /// <inheritdoc cref="SaveJsonLines"/>
    public void SaveCsv(string path)
    {
        StringPool.Check(path, _texts);
        CsvRows.Write(path, ItemColumns.Names, this.Select(ItemColumns.ToFields));
    }

    /// <summary>Reads a file that <see cref="SaveJsonLines"/>, or another program with the same members, wrote.</summary>
    /// <param name="path">The file: one JSON object on each line that is not blank.</param>
    /// <exception cref="AmuroException">No such file, not UTF-8, or a bad row: file, line, expected and found.</exception>
    public static ItemTable LoadJsonLines(string path)
    {
        var builder = new ItemTableBuilder();
        JsonLines.Read<ItemRow>(path, row => builder.Add(row.ToRecord()));
        return builder.Build();
    }

    /// <summary>Writes the table under a temporary name and renames it when it is whole.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="AmuroException">The place cannot be written, or a text is not valid Unicode.</exception>
    public void SaveJsonLines(string path)
    {
        StringPool.Check(path, _texts);
        JsonLines.Write(path, this.Select(ItemRow.From));
    }

    /// <inheritdoc/>
    public IEnumerator<ItemRecord> GetEnumerator()
    {
        foreach (ItemBlock block in _blocks)
        {
            for (int i = 0; i < block.Context.Length; i++)
            {
                yield return Record(block, i);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The records of one model series, in their order.</summary>
    internal ItemTable OfModel(string model)
    {
        if (_contexts.All(c => c.Model == model))
        {
            return this;
        }

        var builder = new ItemTableBuilder();
        foreach (ItemBlock block in _blocks)
        {
            for (int i = 0; i < block.Context.Length; i++)
            {
                if (_contexts[block.Context[i]].Model == model)
                {
                    builder.Add(Record(block, i));
                }
            }
        }

        return builder.Build();
    }

    private ItemRecord Record(ItemBlock block, int i)
    {
        ItemContext context = _contexts[block.Context[i]];
        return new ItemRecord
        {
            Model = context.Model,
            Step = context.Step,
            Stage = context.Stage,
            TunedOn = context.TunedOn,
            Task = context.Task,
            Split = context.Split,
            Format = context.Format,
            Shots = context.Shots,
            Seed = context.Seed,
            Metric = context.Metric,
            Item = _texts[block.Item[i]],
            Cluster = _texts[block.Cluster[i]],
            Score = block.Score[i],
            Prediction = _texts[block.Prediction[i]],
            Gold = _texts[block.Gold[i]],
            LogLikelihoods = Part(block.LogLikelihoods, block.LikelihoodEnd, i),
            ChoiceTokens = Part(block.ChoiceTokens, block.TokensEnd, i),
            Truncated = block.Truncated[i],
            DroppedTokens = block.DroppedTokens[i],
            DroppedShots = block.DroppedShots[i],
        };
    }

    private static IReadOnlyList<T> Part<T>(T[] values, int[] ends, int i)
    {
        int start = i == 0 ? 0 : ends[i - 1];
        return ends[i] == start ? [] : ImmutableArray.Create(values, start, ends[i] - start);
    }
}
