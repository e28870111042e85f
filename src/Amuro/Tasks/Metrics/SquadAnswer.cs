using System.Globalization;
using System.Text;

namespace Amuro.Tasks.Metrics;

/// <summary>Short answers compared as the official SQuAD v1.1 script does (Rajpurkar et al. 2016, arXiv 1606.05250).</summary>
public static class SquadAnswer
{
    /// <summary>Lower case, without ASCII punctuation, without the words a, an and the, words joined by one blank.</summary>
    /// <param name="text">An answer.</param>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string bare = string.Concat(PythonWords.ToLower(text).Where(c => !PythonWords.IsPunctuation(c)));
        return string.Join(' ', PythonWords.Split(WithoutArticles(bare)));
    }

    /// <summary>1 if the normalised texts are equal, else 0.</summary>
    /// <param name="prediction">The answer given.</param>
    /// <param name="reference">The right answer.</param>
    public static double ExactMatch(string prediction, string reference) => Normalise(prediction) == Normalise(reference) ? 1 : 0;

    /// <summary>Harmonic mean of precision and recall of the normalised words, from 0 to 1; 0 without common words, so for two empty ones too.</summary>
    /// <param name="prediction">The answer given.</param>
    /// <param name="reference">The right answer.</param>
    public static double F1(string prediction, string reference)
    {
        List<string> had = PythonWords.Split(Normalise(prediction));
        List<string> wanted = PythonWords.Split(Normalise(reference));
        Dictionary<string, int> counts = wanted.GroupBy(w => w, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        int common = 0;
        foreach (string word in had)
        {
            if (counts.TryGetValue(word, out int left) && left > 0)
            {
                counts[word] = left - 1;
                common++;
            }
        }

        if (common == 0)
        {
            return 0;
        }

        double precision = (double)common / had.Count;
        double recall = (double)common / wanted.Count;
        return 2 * precision * recall / (precision + recall);
    }

    // Whole runs of word characters: letters, numbers and the underscore of all scripts, no combining marks.
    private static string WithoutArticles(string text)
    {
        var kept = new StringBuilder(text.Length);
        var run = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsWordCharacter(rune))
            {
                run.Append(rune.ToString());
                continue;
            }

            Flush();
            kept.Append(rune.ToString());
        }

        Flush();
        return kept.ToString();

        void Flush()
        {
            string word = run.ToString();
            kept.Append(word is "a" or "an" or "the" ? " " : word);
            run.Clear();
        }
    }

    private static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
