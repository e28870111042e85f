using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>Reads items from files.</summary>
public static class Examples
{
    private const int LongestClusterName = 64;

    /// <summary>Reads a JSONL file: one JSON object a line, UTF-8, blank lines skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">What its columns mean.</param>
    /// <exception cref="AmuroException">
    /// No such file, no item in it, or a line that is not UTF-8, not JSON, lacks a column or has a wrong value: file, line,
    /// column, expected and found.
    /// </exception>
    public static IReadOnlyList<Example> FromJsonLines(string path, ColumnMapping mapping) => FromJsonLines(path, [mapping]);

    /// <summary>Reads a JSONL file that may be in one of several layouts; the columns of its first line decide.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mappings">The layouts; the first whose columns are all there is taken for the whole file.</param>
    /// <inheritdoc cref="FromJsonLines(string, ColumnMapping)" path="/exception"/>
    public static IReadOnlyList<Example> FromJsonLines(string path, IReadOnlyList<ColumnMapping> mappings)
    {
        ArgumentNullException.ThrowIfNull(mappings);
        ArgumentOutOfRangeException.ThrowIfZero(mappings.Count);
        foreach (ColumnMapping mapping in mappings)
        {
            mapping.Validate();
        }

        ColumnMapping? chosen = null;
        var items = ImmutableArray.CreateBuilder<Example>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int line, string text) in StrictText.ReadLines(path))
        {
            JsonRow row = JsonRow.Parse(path, line, text);
            chosen ??= Choose(row, mappings);
            Example item = Read(row, chosen, items.Count);
            if (!lines.TryAdd(item.Id, line))
            {
                throw row.Error(chosen.IdColumn, "each name once", $"'{StrictText.Shorten(item.Id)}', which line {lines[item.Id]} has");
            }

            items.Add(item);
        }

        return items.Count > 0 ? items.DrainToImmutable() : throw new AmuroException($"{path}: expected at least one JSON object, found none");
    }

    private static ColumnMapping Choose(JsonRow row, IReadOnlyList<ColumnMapping> mappings)
    {
        if (mappings.Count == 1)
        {
            return mappings[0];
        }

        return mappings.FirstOrDefault(mapping => mapping.Columns.All(row.Has))
            ?? throw new AmuroException($"{row.Path}, line {row.Line}: expected the columns {string.Join("; or ", mappings.Select(mapping => string.Join(", ", mapping.Columns)))}; found {(row.Columns.Any() ? string.Join(", ", row.Columns) : "none")}");
    }

    private static Example Read(JsonRow row, ColumnMapping mapping, int number)
    {
        IReadOnlyList<string> choices = [];
        int gold = -1;
        if (mapping.Choices is not null)
        {
            (choices, IReadOnlyList<string> keys) = mapping.Choices.Read(row);
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
