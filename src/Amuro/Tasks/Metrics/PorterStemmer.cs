using System.Collections.Frozen;

namespace Amuro.Tasks.Metrics;

/// <summary>
/// The stemmer of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the changes that nltk calls
/// <c>NLTK_EXTENSIONS</c> and that rouge_score therefore uses.
/// </summary>
/// <remarks>
/// Against the original: a few words have a stem of their own (<c>skies</c> sky, <c>dying</c> die, <c>news</c> news); words of one
/// or two letters stay; a final y becomes i only after a consonant that is not the first letter (<c>say</c> stays); words of four
/// letters in <c>ies</c> or <c>ied</c> keep <c>ie</c>; <c>bli</c> becomes <c>ble</c>, <c>fulli</c> ful and <c>logi</c> log.
/// </remarks>
public static partial class PorterStemmer
{
    private static readonly FrozenDictionary<string, string> s_irregular = new Dictionary<string, string>
    {
        ["sky"] = "sky",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["news"] = "news",
        ["innings"] = "inning",
        ["inning"] = "inning",
        ["outings"] = "outing",
        ["outing"] = "outing",
        ["cannings"] = "canning",
        ["canning"] = "canning",
        ["howe"] = "howe",
        ["proceed"] = "proceed",
        ["exceed"] = "exceed",
        ["succeed"] = "succeed",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The stem of a word.</summary>
    /// <param name="word">One word; its letters are made lower case.</param>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        string lower = word.ToLowerInvariant();
        if (s_irregular.TryGetValue(lower, out string? irregular))
        {
            return irregular;
        }

        return lower.Length <= 2 ? lower : Step5(Step4(Step3(Step2(Step1C(Step1B(Step1A(lower)))))));
    }

    private static bool IsConsonant(ReadOnlySpan<char> word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(word, at - 1),
        _ => true,
    };

    // How often a consonant follows a vowel: m in [C](VC)^m[V].
    private static int Measure(ReadOnlySpan<char> stem)
    {
        int measure = 0;
        for (int i = 1; i < stem.Length; i++)
        {
            measure += !IsConsonant(stem, i - 1) && IsConsonant(stem, i) ? 1 : 0;
        }

        return measure;
    }

    private static bool ContainsVowel(ReadOnlySpan<char> stem)
    {
        for (int i = 0; i < stem.Length; i++)
        {
            if (!IsConsonant(stem, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsInDoubleConsonant(ReadOnlySpan<char> stem) =>
        stem.Length >= 2 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1);

    // Consonant, vowel, consonant other than w, x, y; or, an extension, nothing but a vowel and a consonant.
    private static bool EndsShort(ReadOnlySpan<char> stem)
    {
        int end = stem.Length - 1;
        return stem.Length >= 3
            ? IsConsonant(stem, end - 2) && !IsConsonant(stem, end - 1) && IsConsonant(stem, end) && stem[end] is not ('w' or 'x' or 'y')
            : stem.Length == 2 && !IsConsonant(stem, 0) && IsConsonant(stem, 1);
    }
}
