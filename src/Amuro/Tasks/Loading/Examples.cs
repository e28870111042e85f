using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>Reads items from files.</summary>
public static class Examples
{
    private const int LongestClusterName = 64;
    private const int SameLabelFrom = 10;

    /// <summary>Reads a JSONL file: one JSON object a line, UTF-8, blank lines skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">What its columns mean.</param>
    /// <exception cref="AmuroException">
    /// No such file, no item in it, or a line that is not UTF-8, not JSON, lacks a column or has a wrong value (a label that is missing,
    /// -1 or out of range, an empty choice): file, line, column, expected and found. Ten rows or more that all have the same label.
    /// </exception>
    public static IReadOnlyList<Example> FromJsonLines(string path, ColumnMapping mapping) => FromJsonLines(path, [mapping]);

    /// <summary>Reads a JSONL file that may be in one of several layouts; the columns of its first line decide.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mappings">The layouts; the first whose columns are all there is taken for the whole file.</param>
    /// <inheritdoc cref="FromJsonLines(string, ColumnMapping)" path="/exception"/>
    public static IReadOnlyList<Example> FromJsonLines(string path, IReadOnlyList<ColumnMapping> mappings) =>
        From(RowFile.JsonLines(path), path, mappings);

    /// <summary>Reads a file of any kind: JSONL, CSV, Arrow (IPC stream or file) or Parquet.</summary>
    /// <remarks>
    /// <c>.csv</c> and <c>.tsv</c> are read as RFC 4180 has it (all values are texts, an empty field without quotes is a missing
    /// value). Arrow and Parquet are known by their first bytes; binary values become base64 text, dates and times the integers they
    /// are stored as; what is not read (compressed Arrow, decimals, unions) is refused by name. All else is JSONL.
    /// </remarks>
    /// <param name="path">The file, below 2 GB.</param>
    /// <param name="mapping">What its columns mean.</param>
    /// <exception cref="AmuroException">
    /// No such file, no item in it, a damaged file (with line, or position in bytes), or a row that lacks a column or has a wrong value
    /// (a label that is missing, -1 or out of range, an empty choice): file, line or row, column, expected and found. Ten rows or more
    /// that all have the same label.
    /// </exception>
    public static IReadOnlyList<Example> FromFile(string path, ColumnMapping mapping) => FromFile(path, [mapping]);

    /// <summary>Reads a file of any kind that may be in one of several layouts; the columns of its first row decide.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mappings">The layouts; the first whose columns are all there is taken for the whole file.</param>
    /// <inheritdoc cref="FromFile(string, ColumnMapping)" path="/remarks|/exception"/>
    public static IReadOnlyList<Example> FromFile(string path, IReadOnlyList<ColumnMapping> mappings) => FromFiles([path], mappings);

    /// <summary>Reads the parts of one split, such as the shards of a data set of the hub, as if they were one file.</summary>
    /// <param name="paths">The files, in order.</param>
    /// <param name="mappings">The layouts; the first whose columns are all there is taken for all files.</param>
    /// <inheritdoc cref="FromFile(string, ColumnMapping)" path="/remarks|/exception"/>
    public static IReadOnlyList<Example> FromFiles(IReadOnlyList<string> paths, IReadOnlyList<ColumnMapping> mappings)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
        }

        return From(paths.SelectMany(RowFile.Read), string.Join(", ", paths), mappings);
    }

    private static IReadOnlyList<Example> From(IEnumerable<DataRow> rows, string source, IReadOnlyList<ColumnMapping> mappings)
    {
        ArgumentNullException.ThrowIfNull(mappings);
        ArgumentOutOfRangeException.ThrowIfZero(mappings.Count);
        foreach (ColumnMapping mapping in mappings)
        {
            mapping.Validate();
        }

        ColumnMapping? chosen = null;
        var items = ImmutableArray.CreateBuilder<Example>();
        var places = new Dictionary<string, (string Path, string Place)>(StringComparer.Ordinal);
        foreach (DataRow row in rows)
        {
            chosen ??= Choose(row, mappings);
            Example item = Read(row, chosen, items.Count);
            if (!places.TryAdd(item.Id, (row.Path, row.Place)))
            {
                (string path, string place) = places[item.Id];
                throw row.Error(chosen.IdColumn, "each name once", $"'{StrictText.Shorten(item.Id)}', which {place}{(path == row.Path ? "" : $" of {path}")} has");
            }

            items.Add(item);
        }

        if (items.Count == 0)
        {
            throw new AmuroException($"{source}: expected at least one row, found none");
        }

        CheckLabels(source, chosen!, items);
        return items.DrainToImmutable();
    }

    // Public test sets often come with one label in every row, in place of those that were withheld; a score on them means nothing.
    private static void CheckLabels(string source, ColumnMapping mapping, IReadOnlyList<Example> items)
    {
        if (mapping.Gold?.Column is { } column && items.Count >= SameLabelFrom && items.All(item => item.Gold == items[0].Gold))
        {
            throw new AmuroException($"{source}, column '{column}': expected at least two different labels in {items.Count} rows, found the choice {items[0].Gold} ('{StrictText.Shorten(items[0].Answer)}') in every row: were the labels of this split withheld?");
        }
    }

    private static ColumnMapping Choose(DataRow row, IReadOnlyList<ColumnMapping> mappings)
    {
        if (mappings.Count == 1)
        {
            return mappings[0];
        }

        return mappings.FirstOrDefault(mapping => mapping.Columns.All(row.Has))
            ?? throw new AmuroException($"{row.Path}, {row.Place}: expected the columns {string.Join("; or ", mappings.Select(mapping => string.Join(", ", mapping.Columns)))}; found {(row.Columns.Any() ? string.Join(", ", row.Columns) : "none")}");
    }

    private static Example Read(DataRow row, ColumnMapping mapping, int number)
    {
        IReadOnlyList<string> choices = [];
        int gold = -1;
        if (mapping.Choices is not null)
        {
            (choices, IReadOnlyList<string> keys) = mapping.Choices.Read(row);
            if (choices.Any(string.IsNullOrWhiteSpace))
            {
                throw row.Error(string.Join("', '", mapping.Choices.Columns), "choices with a text", "an empty one");
            }

            gold = mapping.Gold!.Read(row, choices, keys);
        }

        return new Example
        {
            Id = row.Has(mapping.IdColumn) ? row.Text(mapping.IdColumn) : FormattableString.Invariant($"{number}"),
            Fields = mapping.Fields.ToImmutableDictionary(field => field.Field, field => field.Read(row), StringComparer.Ordinal),
            Answer = mapping.AnswerColumn is null ? choices[gold] : row.Text(mapping.AnswerColumn),
            Choices = choices,
            Gold = gold,
            Cluster = mapping.ClusterColumn is null ? "" : ClusterName(row.Text(mapping.ClusterColumn)),
        };
    }

    /// <summary>A long text, such as a passage, is named by its hash.</summary>
    private static string ClusterName(string text) => text.Length <= LongestClusterName
        ? text
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
