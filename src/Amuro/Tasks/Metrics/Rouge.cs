using System.Text;

namespace Amuro.Tasks.Metrics;

/// <summary>ROUGE (Lin, "ROUGE: a package for automatic evaluation of summaries", 2004) as rouge_score 0.1.2 computes it.</summary>
public static partial class Rouge
{
    /// <summary>The words compared: lower case, every run of characters outside a-z and 0-9 is a break.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="stem">Whether words longer than three characters are replaced by their stems (<see cref="PorterStemmer"/>). Default false.</param>
    public static IReadOnlyList<string> Tokens(string text, bool stem = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        var word = new StringBuilder();
        foreach (char c in text)
        {
            // Only two letters outside ASCII lower-case into it: I with a dot gives i and a combining dot (a break), the Kelvin sign k.
            char lower = c switch { '\u0130' => 'i', '\u212A' => 'k', >= 'A' and <= 'Z' => (char)(c | 0x20), _ => c };
            if (char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower))
            {
                word.Append(lower);
            }

            if (c == '\u0130' || !(char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower)))
            {
                Flush(word, tokens);
            }
        }

        Flush(word, tokens);
        return stem ? [.. tokens.Select(t => t.Length > 3 ? PorterStemmer.Stem(t) : t)] : tokens;
    }

    /// <summary>ROUGE-N: common runs of <paramref name="n"/> words, each counted at most as often as on the other side.</summary>
    /// <param name="target">The reference.</param>
    /// <param name="prediction">The text to score.</param>
    /// <param name="n">Length of a run, at least 1.</param>
    /// <param name="stem">Whether words longer than three characters are compared by their stems. Default false.</param>
    public static RougeScore N(string target, string prediction, int n, bool stem = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        Dictionary<string, int> wanted = Runs(Tokens(target, stem), n, out int targetCount);
        Dictionary<string, int> had = Runs(Tokens(prediction, stem), n, out int predictionCount);
        int common = had.Sum(run => Math.Min(run.Value, wanted.GetValueOrDefault(run.Key)));
        return RougeScore.From(common, targetCount, predictionCount);
    }

    /// <summary>ROUGE-L: the longest common subsequence of words.</summary>
    /// <param name="target">The reference.</param>
    /// <param name="prediction">The text to score.</param>
    /// <param name="stem">Whether words longer than three characters are compared by their stems. Default false.</param>
    public static RougeScore L(string target, string prediction, bool stem = false)
    {
        IReadOnlyList<string> wanted = Tokens(target, stem);
        IReadOnlyList<string> had = Tokens(prediction, stem);
        int[] above = new int[had.Count + 1];
        int[] row = new int[had.Count + 1];
        foreach (string word in wanted)
        {
            for (int j = 1; j <= had.Count; j++)
            {
                row[j] = word == had[j - 1] ? above[j - 1] + 1 : Math.Max(above[j], row[j - 1]);
            }

            (above, row) = (row, above);
        }

        return RougeScore.From(above[had.Count], wanted.Count, had.Count);
    }

    private static void Flush(StringBuilder word, List<string> tokens)
    {
        if (word.Length > 0)
        {
            tokens.Add(word.ToString());
            word.Clear();
        }
    }

    private static Dictionary<string, int> Runs(IReadOnlyList<string> tokens, int n, out int count)
    {
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        count = Math.Max(0, tokens.Count - n + 1);
        for (int i = 0; i < count; i++)
        {
            string run = string.Join(' ', tokens.Skip(i).Take(n));
            runs[run] = runs.GetValueOrDefault(run) + 1;
        }

        return runs;
    }
}
