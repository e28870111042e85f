using System.Collections;
using System.Collections.Immutable;

namespace Amuro.Results;

/// <summary>An unchangeable list of scores; query it with LINQ.</summary>
/// <remarks>
/// As a file it is CSV (RFC 4180, LF), JSON lines or Parquet (Snappy), UTF-8, with the columns of <see cref="Columns"/>, and numbers
/// in the invariant culture with all their digits; NaN is an empty field in CSV and null in JSON. What is loaded equals what was saved.
/// </remarks>
public sealed class ScoreTable : IReadOnlyList<ScoreRow>
{
    private readonly ImmutableArray<ScoreRow> _rows;

    private ScoreTable(ImmutableArray<ScoreRow> rows) => _rows = rows;

    /// <summary>A table without rows.</summary>
    public static ScoreTable Empty { get; } = new([]);

    /// <summary>
    /// Names of the files' columns in order: model, step, stage, tuned_on, task, split, format, shots, seed, metric, score, n,
    /// standard_error, chance, majority.
    /// </summary>
    public static IReadOnlyList<string> Columns { get; } = ImmutableArray.Create(ScoreColumns.Names);

    /// <inheritdoc/>
    public int Count => _rows.Length;

    /// <inheritdoc/>
    public ScoreRow this[int index] => _rows[index];

    /// <summary>A table of the rows, in their order.</summary>
    /// <param name="rows">The rows.</param>
    public static ScoreTable From(IEnumerable<ScoreRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new ScoreTable([.. rows]);
    }

    /// <summary>Reads a file that <see cref="SaveCsv"/>, or another program with the same columns, wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AmuroException">
    /// No such file, not UTF-8, a header other than <see cref="Columns"/>, or a bad row: file, line, column, expected and found.
    /// </exception>
    public static ScoreTable LoadCsv(string path)
    {
        var pool = new StringPool();
        return From(CsvRows.Read(path, ScoreColumns.Names, record => ScoreColumns.FromFields(record, pool)));
    }

    /// <inheritdoc cref="SaveJsonLines"/>
    public void SaveCsv(string path) => CsvRows.Write(path, ScoreColumns.Names, _rows.Select(ScoreColumns.ToFields));

    /// <summary>Reads a file that <see cref="SaveJsonLines"/>, or another program with the same members, wrote.</summary>
    /// <param name="path">The file: one JSON object on each line that is not blank.</param>
    /// <exception cref="AmuroException">No such file, not UTF-8, or a bad row: file, line, expected and found.</exception>
    public static ScoreTable LoadJsonLines(string path)
    {
        var pool = new StringPool();
        var rows = ImmutableArray.CreateBuilder<ScoreRow>();
        JsonLines.Read<ScoreFileRow>(path, row => rows.Add(row.ToRow(pool)));
        return new ScoreTable(rows.DrainToImmutable());
    }

    /// <summary>Writes the table under a temporary name and renames it when it is whole.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="AmuroException">The place cannot be written, or a name is not valid Unicode.</exception>
    public void SaveJsonLines(string path)
    {
        CheckNames(path);
        JsonLines.Write(path, _rows.Select(ScoreFileRow.From));
    }

    /// <summary>Reads a file that <see cref="SaveParquetAsync"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="AmuroException">No such file, not Parquet, a column that is missing or of another type, or a bad value.</exception>
    public static async Task<ScoreTable> LoadParquetAsync(string path, CancellationToken cancellationToken = default)
    {
        var pool = new StringPool();
        var rows = ImmutableArray.CreateBuilder<ScoreRow>();
        await ParquetRows.ReadAsync<ScoreFileRow>(path, "scores", row => rows.Add(row.ToRow(pool)), cancellationToken).ConfigureAwait(false);
        return new ScoreTable(rows.DrainToImmutable());
    }

    /// <summary>Writes the table under a temporary name and renames it when it is whole.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="cancellationToken">Stops the writing; what was at <paramref name="path"/> stays.</param>
    /// <exception cref="AmuroException">The place cannot be written, or a name is not valid Unicode.</exception>
    public Task SaveParquetAsync(string path, CancellationToken cancellationToken = default)
    {
        CheckNames(path);
        return ParquetRows.WriteAsync(path, _rows.Select(ScoreFileRow.From), cancellationToken);
    }

    /// <inheritdoc/>
    public IEnumerator<ScoreRow> GetEnumerator() => ((IEnumerable<ScoreRow>)_rows).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void CheckNames(string path)
    {
        foreach (ScoreRow row in _rows)
        {
            StringPool.Check(path, row.Model, row.TunedOn, row.Task, row.Format, row.Metric);
        }
    }
}
