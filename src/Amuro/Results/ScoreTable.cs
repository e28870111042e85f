using System.Collections;
using System.Collections.Immutable;
using System.Text;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>An unchangeable list of scores; query it with LINQ.</summary>
/// <remarks>
/// As a file it is UTF-8 CSV (RFC 4180, LF) with the columns of <see cref="Columns"/> in that order, numbers in the
/// invariant culture with all their digits, and an empty field for NaN: what is loaded equals what was saved.
/// </remarks>
public sealed class ScoreTable : IReadOnlyList<ScoreRow>
{
    private readonly ImmutableArray<ScoreRow> _rows;

    private ScoreTable(ImmutableArray<ScoreRow> rows) => _rows = rows;

    /// <summary>A table without rows.</summary>
    public static ScoreTable Empty { get; } = new([]);

    /// <summary>
    /// Names of the file's columns in order: step, stage, tuned_on, task, split, format, shots, seed, metric, score, n,
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
        string text = StrictText.Read(path);
        var rows = ImmutableArray.CreateBuilder<ScoreRow>();
        bool header = false;
        foreach ((int line, string[] fields) in CsvText.Records(text, path))
        {
            if (header)
            {
                rows.Add(ScoreColumns.FromFields(path, line, fields));
                continue;
            }

            CheckHeader(path, line, fields);
            header = true;
        }

        if (!header)
        {
            throw new AmuroException($"{path}: expected the header {string.Join(',', ScoreColumns.Names)}, found an empty file");
        }

        return new ScoreTable(rows.DrainToImmutable());
    }

    /// <summary>Writes the table under a temporary name and renames it when it is whole.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="AmuroException">The place cannot be written, or a name is not valid Unicode.</exception>
    public void SaveCsv(string path)
    {
        var text = new StringBuilder();
        CsvText.Append(text, ScoreColumns.Names);
        foreach (ScoreRow row in _rows)
        {
            CsvText.Append(text, ScoreColumns.ToFields(row));
        }

        byte[] bytes;
        try
        {
            bytes = StrictText.Utf8.GetBytes(text.ToString());
        }
        catch (EncoderFallbackException error)
        {
            throw new AmuroException($"{path}: expected names in valid Unicode, found half of a surrogate pair", error);
        }

        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <inheritdoc/>
    public IEnumerator<ScoreRow> GetEnumerator() => ((IEnumerable<ScoreRow>)_rows).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void CheckHeader(string path, int line, string[] found)
    {
        string[] expected = ScoreColumns.Names;
        for (int i = 0; i < Math.Max(expected.Length, found.Length); i++)
        {
            string? want = i < expected.Length ? expected[i] : null;
            string? have = i < found.Length ? found[i] : null;
            if (want != have)
            {
                throw new AmuroException($"{path}, line {line}, column {i + 1} of the header: expected {Quote(want)}, found {Quote(have)}");
            }
        }
    }

    private static string Quote(string? name) => name is null ? "nothing" : $"'{StrictText.Shorten(name)}'";
}
