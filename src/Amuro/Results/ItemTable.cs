using System.Collections;
using System.Collections.Immutable;
using Amuro.Runtime;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace Amuro.Results;

/// <summary>An unchangeable list of per-item records; query it with LINQ.</summary>
/// <remarks>
/// As a file it is Parquet (Snappy) with the columns step, stage, tuned_on, task, split, format, shots, seed, item, cluster,
/// metric, score, prediction, gold, log_likelihoods (a list of float64), choice_tokens (a list of int32), truncated,
/// dropped_tokens and dropped_shots; older files lack choice_tokens and the last two. NaN stays NaN.
/// </remarks>
public sealed class ItemTable : IReadOnlyList<ItemRecord>
{
    private static readonly string[] s_laterColumns = ["choice_tokens", "dropped_tokens", "dropped_shots"];
    private static readonly ParquetSchema s_schema = typeof(ItemRow).GetParquetSchema(true);

    private readonly ImmutableArray<ItemRecord> _records;

    private ItemTable(ImmutableArray<ItemRecord> records) => _records = records;

    /// <summary>A table without records.</summary>
    public static ItemTable Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _records.Length;

    /// <inheritdoc/>
    public ItemRecord this[int index] => _records[index];

    /// <summary>A table of the records, in their order.</summary>
    /// <param name="records">The records.</param>
    public static ItemTable From(IEnumerable<ItemRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return new ItemTable([.. records]);
    }

    /// <summary>Reads a file that <see cref="SaveParquetAsync"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="AmuroException">No such file, not Parquet, a column that is missing or of another type, or a bad value.</exception>
    public static async Task<ItemTable> LoadParquetAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new AmuroException($"{path}: expected a Parquet file, found {(Directory.Exists(path) ? "a folder" : "no such file")}");
        }

        IList<ItemRow> rows;
        try
        {
            await using FileStream stream = File.OpenRead(path);
            CheckColumns(path, await ParquetReader.ReadSchemaAsync(stream).ConfigureAwait(false));
            stream.Position = 0;
            rows = (await ParquetSerializer.DeserializeAsync<ItemRow>(stream, cancellationToken: cancellationToken).ConfigureAwait(false)).Data;
        }
        catch (Exception error) when (error is not (AmuroException or OperationCanceledException or OutOfMemoryException))
        {
            // A damaged file makes the reader fail in many ways, index errors among them; all mean the same to the caller.
            throw new AmuroException($"{path}: expected a readable Parquet file of item records, found: {StrictText.Shorten(error.Message)}", error);
        }

        var records = ImmutableArray.CreateBuilder<ItemRecord>(rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            try
            {
                records.Add(rows[i].ToRecord());
            }
            catch (AmuroException error)
            {
                throw new AmuroException($"{path}, row {i + 1}, column 'stage' or 'split': {error.Message}", error);
            }
        }

        return new ItemTable(records.MoveToImmutable());
    }

    /// <summary>Writes the table under a temporary name and renames it when it is whole.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="cancellationToken">Stops the writing; what was at <paramref name="path"/> stays.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public Task SaveParquetAsync(string path, CancellationToken cancellationToken = default)
    {
        ItemRow[] rows = [.. _records.Select(ItemRow.From)];
        return AtomicFile.WriteAsync(path, async stream =>
        {
            await ParquetSerializer.SerializeAsync(rows, stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        });
    }

    /// <inheritdoc/>
    public IEnumerator<ItemRecord> GetEnumerator() => ((IEnumerable<ItemRecord>)_records).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void CheckColumns(string path, ParquetSchema found)
    {
        foreach (Field expected in s_schema.Fields)
        {
            Field? field = found.Fields.FirstOrDefault(f => f.Name == expected.Name);
            if (field is null && s_laterColumns.Contains(expected.Name))
            {
                continue;
            }

            if (field is null)
            {
                throw new AmuroException($"{path}: expected the column '{expected.Name}', found the columns {string.Join(", ", found.Fields.Select(f => f.Name))}");
            }

            if (field.SchemaType != expected.SchemaType
                || (field is DataField have && expected is DataField want && have.ClrType != want.ClrType))
            {
                throw new AmuroException($"{path}, column '{expected.Name}': expected {Describe(expected)}, found {Describe(field)}");
            }
        }
    }

    private static string Describe(Field field) => field is DataField data ? data.ClrType.Name : $"a {field.SchemaType.ToString().ToLowerInvariant()}";
}
