namespace Amuro.Tasks.Metrics;

/// <content>ROUGE-L of whole summaries.</content>
public static partial class Rouge
{
    /// <summary>
    /// ROUGE-Lsum: for each line of the target the union of its longest common subsequences with the lines of the prediction,
    /// every word counted at most as often as it stands on either side.
    /// </summary>
    /// <remarks>
    /// Lines end at <c>\n</c>, empty ones are left out. Of several longest subsequences the one is taken that is found by walking
    /// back from the end, past a word of the target where both ways are equally good: another could give another union.
    /// </remarks>
    /// <param name="target">The reference.</param>
    /// <param name="prediction">The text to score.</param>
    /// <param name="stem">Whether words longer than three characters are compared by their stems. Default false.</param>
    public static RougeScore Lsum(string target, string prediction, bool stem = false)
    {
        IReadOnlyList<string>[] wanted = Lines(target, stem);
        IReadOnlyList<string>[] had = Lines(prediction, stem);
        Dictionary<string, int> wantedLeft = Counts(wanted);
        Dictionary<string, int> hadLeft = Counts(had);
        int common = 0;
        foreach (IReadOnlyList<string> line in wanted)
        {
            foreach (int word in had.SelectMany(other => CommonPlaces(line, other)).Distinct().Order())
            {
                if (wantedLeft[line[word]] > 0 && hadLeft[line[word]] > 0)
                {
                    wantedLeft[line[word]]--;
                    hadLeft[line[word]]--;
                    common++;
                }
            }
        }

        return RougeScore.From(common, wanted.Sum(l => l.Count), had.Sum(l => l.Count));
    }

    private static IReadOnlyList<string>[] Lines(string text, bool stem)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split('\n').Where(l => l.Length > 0).Select(l => Tokens(l, stem))];
    }

    private static Dictionary<string, int> Counts(IEnumerable<IReadOnlyList<string>> lines) =>
        lines.SelectMany(l => l).GroupBy(w => w, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    // The places in the first line of one longest common subsequence.
    private static List<int> CommonPlaces(IReadOnlyList<string> line, IReadOnlyList<string> other)
    {
        var longest = new int[line.Count + 1, other.Count + 1];
        for (int i = 1; i <= line.Count; i++)
        {
            for (int j = 1; j <= other.Count; j++)
            {
                longest[i, j] = line[i - 1] == other[j - 1] ? longest[i - 1, j - 1] + 1 : Math.Max(longest[i - 1, j], longest[i, j - 1]);
            }
        }

        var places = new List<int>();
        for (int i = line.Count, j = other.Count; i > 0 && j > 0;)
        {
            if (line[i - 1] == other[j - 1])
            {
                places.Add(i - 1);
                i--;
                j--;
            }
            else if (longest[i, j - 1] > longest[i - 1, j])
            {
                j--;
            }
            else
            {
                i--;
            }
        }

        return places;
    }
}
