using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>Where the place of the right choice comes from.</summary>
public sealed class GoldColumn
{
    private readonly Func<DataRow, IReadOnlyList<string>, IReadOnlyList<string>, int> _read;

    private GoldColumn(string? column, Func<DataRow, IReadOnlyList<string>, IReadOnlyList<string>, int> read)
    {
        Column = column;
        _read = read;
    }

    /// <summary>Name of the column read; null for <see cref="Always"/>.</summary>
    public string? Column { get; }

    /// <summary>A number (also as text, also <c>false</c> for 0 and <c>true</c> for 1).</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="first">The number of the first choice. Default 0.</param>
    public static GoldColumn Index(string column, int first = 0) => new(column, (row, choices, _) =>
    {
        int number = Number(row, column, $"a number from {first} to {first + choices.Count - 1}");
        int place = number - first;
        return place >= 0 && place < choices.Count
            ? place
            : throw row.Error(column, $"a number from {first} to {first + choices.Count - 1}", Shown(number));
    });

    /// <summary>A number that stands for a choice: value 0 for <paramref name="places"/>[0], and so on.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="places">The place of the right choice for each value.</param>
    public static GoldColumn Mapped(string column, params IReadOnlyList<int> places)
    {
        ImmutableArray<int> copy = [.. places];
        return new GoldColumn(column, (row, _, _) =>
        {
            string expected = $"a number from 0 to {copy.Length - 1}";
            int number = Number(row, column, expected);
            return number >= 0 && number < copy.Length
                ? copy[number]
                : throw row.Error(column, expected, Shown(number));
        });
    }

    /// <summary>A grade: choice 1 where it is above a threshold, else choice 0, as with the similarities of STS-B.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="threshold">Grades above it are choice 1.</param>
    /// <param name="least">The lowest grade there is.</param>
    /// <param name="most">The highest grade there is.</param>
    public static GoldColumn Above(string column, double threshold, double least, double most) => new(column, (row, _, _) =>
    {
        string expected = FormattableString.Invariant($"a number from {least} to {most}");
        string text = row.Text(column, row.Get(column), expected);
        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double grade) || !(grade >= least && grade <= most)
            ? throw row.Error(column, expected, text == "-1" || text == "-1.0" ? Shown(-1) : $"'{StrictText.Shorten(text)}'")
            : grade > threshold ? 1 : 0;
    });

    /// <summary>
    /// The key of a choice: one of the labels beside the texts where there are any, else a letter from A or a number from 1.
    /// </summary>
    /// <param name="column">Name of the column.</param>
    public static GoldColumn Key(string column) => new(column, (row, choices, keys) =>
    {
        string found = row.Text(column).Trim();
        int place = keys.Count > 0 ? PlaceOf(keys, found) : Counted(found);
        string expected = keys.Count > 0
            ? $"one of the labels {string.Join(", ", keys)}"
            : $"a letter from A to {(char)('A' + Math.Max(0, choices.Count - 1))}, or a number from 1 to {choices.Count}";
        return place >= 0 && place < choices.Count ? place : throw row.Error(column, expected, $"'{StrictText.Shorten(found)}'");
    });

    /// <summary>The text of the right choice, exactly; the first of equal ones.</summary>
    /// <param name="column">Name of the column.</param>
    public static GoldColumn Text(string column) => new(column, (row, choices, _) =>
    {
        string found = row.Text(column);
        int place = PlaceOf(choices, found);
        return place >= 0 ? place : throw row.Error(column, $"one of the choices {StrictText.Shorten(string.Join(", ", choices))}", $"'{StrictText.Shorten(found)}'");
    });

    /// <summary>The same place in every item, for files where the right answer has a column of its own.</summary>
    /// <param name="place">Index of the right choice.</param>
    public static GoldColumn Always(int place) => new(null, (row, choices, _) => place >= 0 && place < choices.Count
        ? place
        : throw new AmuroException($"{row.Path}, {row.Place}: expected the gold choice {place}, found {choices.Count} choices"));

    internal int Read(DataRow row, IReadOnlyList<string> choices, IReadOnlyList<string> keys) => _read(row, choices, keys);

    private static int PlaceOf(IReadOnlyList<string> texts, string text)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] == text)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Counted(string key) =>
        key.Length == 1 && char.IsAsciiLetter(key[0]) ? (key[0] | 0x20) - 'a'
        : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number - 1
        : -1;

    private static string Shown(int number) => number == -1
        ? "-1, which stands for a label that was withheld"
        : number.ToString(CultureInfo.InvariantCulture);

    private static int Number(DataRow row, string column, string expected)
    {
        JsonElement value = row.Get(column);
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.ValueKind == JsonValueKind.True ? 1 : 0;
        }

        string text = row.Text(column, value, expected);
        if (bool.TryParse(text, out bool truth))
        {
            return truth ? 1 : 0; // CSV has nothing but texts
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw row.Error(column, expected, $"'{StrictText.Shorten(text)}'");
    }
}
