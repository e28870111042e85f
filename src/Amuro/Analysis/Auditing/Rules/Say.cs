using System.Globalization;
using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>The wording that the rules share.</summary>
internal static class Say
{
    private const int Named = 6;

    /// <summary>A text with numbers as they are written everywhere.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Count(int n, string one, string? many = null) => Wording.Count(n, one, many);

    /// <summary>A score or share: four digits after the point, fewer where they are 0.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "not a number" : value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>"a, b and 3 more".</summary>
    public static string List(IEnumerable<string> names, string mark = ", ")
    {
        string[] all = [.. names];
        return all.Length <= Named
            ? string.Join(mark, all)
            : Text($"{string.Join(mark, all.Take(Named))} and {all.Length - Named} more");
    }

    /// <summary>The tasks with the number of their rows, the most frequent first: "qqp (18), rte (2)".</summary>
    public static string Tasks(IEnumerable<ScoreRow> rows) => List(rows
        .GroupBy(r => r.Task)
        .OrderByDescending(g => g.Count())
        .Select(g => Text($"{g.Key} ({g.Count()})")));

    /// <summary>What was evaluated: "qqp tuned on paws at step 1000".</summary>
    public static string Row(ScoreRow row) =>
        Text($"{row.Task}{Format(row.Format)}{(row.Stage == Stage.Base ? " (base)" : $" tuned on {row.TunedOn}")} at step {row.Step}");

    /// <summary>A curve: "qqp tuned on paws".</summary>
    public static string Series(ScoreKey key) => $"{key.Task}{Format(key.Format)}{(key.Stage == Stage.Base ? " (base)" : $" tuned on {key.TunedOn}")}";

    /// <summary>The format in words, where it is not the default.</summary>
    public static string Format(string format) => format == "default" ? "" : $" in format {format}";
}
