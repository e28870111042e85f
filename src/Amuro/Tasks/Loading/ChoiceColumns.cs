using System.Collections.Immutable;
using System.Text.Json;

namespace Amuro.Tasks.Loading;

/// <summary>Where the choices of an item come from.</summary>
public sealed class ChoiceColumns
{
    private readonly Func<DataRow, (IReadOnlyList<string> Texts, IReadOnlyList<string> Keys)> _read;

    private ChoiceColumns(IReadOnlyList<string> columns, Func<DataRow, (IReadOnlyList<string> Texts, IReadOnlyList<string> Keys)> read)
    {
        Columns = columns;
        _read = read;
    }

    /// <summary>Names of the columns read.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The same choices for every item.</summary>
    /// <param name="texts">The choices in order.</param>
    public static ChoiceColumns Fixed(params IReadOnlyList<string> texts)
    {
        ImmutableArray<string> copy = [.. texts];
        return new ChoiceColumns([], _ => (copy, []));
    }

    /// <summary>One column that holds a list of texts, or an object <c>{"text": [...], "label": [...]}</c> with the key of each choice.</summary>
    /// <param name="column">Name of the column.</param>
    public static ChoiceColumns FromColumn(string column) => new([column], row =>
    {
        JsonElement value = row.Get(column);
        if (value.ValueKind != JsonValueKind.Object)
        {
            return (row.Texts(column, value), []);
        }

        if (!value.TryGetProperty("text", out JsonElement texts))
        {
            throw row.Error(column, "a list of texts, or an object with the list 'text'", "an object without it");
        }

        IReadOnlyList<string> choices = row.Texts(column, texts);
        IReadOnlyList<string> keys = value.TryGetProperty("label", out JsonElement labels) ? row.Texts(column, labels) : [];
        return keys.Count == 0 || keys.Count == choices.Count
            ? (choices, keys)
            : throw row.Error(column, $"as many labels as texts ({choices.Count})", $"{keys.Count}");
    });

    /// <summary>One column for each choice.</summary>
    /// <param name="columns">Names of the columns in the order of the choices.</param>
    public static ChoiceColumns FromColumns(params IReadOnlyList<string> columns)
    {
        ImmutableArray<string> copy = [.. columns];
        return new ChoiceColumns(copy, row => ([.. copy.Select(row.Text)], []));
    }

    internal (IReadOnlyList<string> Texts, IReadOnlyList<string> Keys) Read(DataRow row) => _read(row);
}
