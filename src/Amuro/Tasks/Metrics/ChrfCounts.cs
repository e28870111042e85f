using System.Text;

namespace Amuro.Tasks.Metrics;

/// <summary>What chrF counts in one text, or the sum over several: one number for each order, characters first, then words.</summary>
/// <param name="Common">Runs in common.</param>
/// <param name="Prediction">Runs of the prediction; 0 where the reference has none of that length.</param>
/// <param name="Reference">Runs of the reference.</param>
internal sealed record ChrfCounts(int[] Common, int[] Prediction, int[] Reference)
{
    /// <summary>The counts against the reference with the highest score; the first of equals.</summary>
    public static ChrfCounts Of(TextPair pair, int wordOrders)
    {
        if (pair.References.Count == 0)
        {
            throw new ArgumentException("expected at least one reference, found none", nameof(pair));
        }

        Dictionary<string, int>[] prediction = Runs(pair.Prediction, wordOrders);
        ChrfCounts[] all = [.. pair.References.Select(r => Compare(prediction, Runs(r, wordOrders)))];
        return all.MaxBy(Chrf.Score)!;
    }

    public static ChrfCounts Sum(IEnumerable<ChrfCounts> texts, int wordOrders)
    {
        int orders = Chrf.CharacterOrders + wordOrders;
        var sum = new ChrfCounts(new int[orders], new int[orders], new int[orders]);
        foreach (ChrfCounts text in texts)
        {
            for (int i = 0; i < orders; i++)
            {
                sum.Common[i] += text.Common[i];
                sum.Prediction[i] += text.Prediction[i];
                sum.Reference[i] += text.Reference[i];
            }
        }

        return sum;
    }

    private static ChrfCounts Compare(Dictionary<string, int>[] prediction, Dictionary<string, int>[] reference) => new(
        [.. prediction.Zip(reference, (p, r) => p.Sum(run => Math.Min(run.Value, r.GetValueOrDefault(run.Key))))],
        [.. prediction.Zip(reference, (p, r) => r.Count == 0 ? 0 : p.Values.Sum())],
        [.. reference.Select(r => r.Values.Sum())]);

    private static Dictionary<string, int>[] Runs(string text, int wordOrders)
    {
        List<string> words = PythonWords.Split(text);
        string[] characters = [.. string.Concat(words).EnumerateRunes().Select(r => r.ToString())];
        List<string> parts = [.. words.SelectMany(WithoutMark)];
        return
        [
            .. Enumerable.Range(1, Chrf.CharacterOrders).Select(n => Runs(characters, n, "")),
            .. Enumerable.Range(1, wordOrders).Select(n => Runs(parts, n, " ")),
        ];
    }

    private static Dictionary<string, int> Runs(IReadOnlyList<string> units, int n, string between)
    {
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i + n <= units.Count; i++)
        {
            var run = new StringBuilder(units[i]);
            for (int k = 1; k < n; k++)
            {
                run.Append(between).Append(units[i + k]);
            }

            runs[run.ToString()] = runs.GetValueOrDefault(run.ToString()) + 1;
        }

        return runs;
    }

    // A punctuation mark at the end of a word, else one at its beginning, is a word of its own.
    private static IEnumerable<string> WithoutMark(string word)
    {
        bool single = word.Length == 1 || (word.Length == 2 && char.IsSurrogatePair(word[0], word[1]));
        return single ? [word]
            : PythonWords.IsPunctuation(word[^1]) ? [word[..^1], word[^1..]]
            : PythonWords.IsPunctuation(word[0]) ? [word[..1], word[1..]]
            : [word];
    }
}
