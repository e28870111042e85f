namespace Amuro.Tasks.Metrics;

/// <content>The steps, in the order and with the names of the paper.</content>
public static partial class PorterStemmer
{
    private static readonly (string Suffix, string Replacement)[] s_step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string Suffix, string Replacement)[] s_step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] s_step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    // Plurals.
    private static string Step1A(string word) => word switch
    {
        _ when Ends(word, "ies") => word.Length == 4 ? word[..^1] : word[..^2],
        _ when Ends(word, "sses") => word[..^2],
        _ when Ends(word, "ss") => word,
        _ when Ends(word, "s") => word[..^1],
        _ => word,
    };

    // Past tenses and participles.
    private static string Step1B(string word)
    {
        if (Ends(word, "ied"))
        {
            return word.Length == 4 ? word[..^1] : word[..^2];
        }

        if (Ends(word, "eed"))
        {
            return Measure(word.AsSpan(0, word.Length - 3)) > 0 ? word[..^1] : word;
        }

        string? stem = Ends(word, "ed") && ContainsVowel(word.AsSpan(0, word.Length - 2)) ? word[..^2]
            : Ends(word, "ing") && ContainsVowel(word.AsSpan(0, word.Length - 3)) ? word[..^3]
            : null;
        return stem switch
        {
            null => word,
            _ when Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz") => stem + "e",
            _ when EndsInDoubleConsonant(stem) => stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1],
            _ when Measure(stem) == 1 && EndsShort(stem) => stem + "e",
            _ => stem,
        };
    }

    private static string Step1C(string word) =>
        Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? word[..^1] + "i" : word;

    private static string Step2(string word)
    {
        // What ended in "alli" may end in another of these suffixes now.
        if (Ends(word, "alli") && Measure(word.AsSpan(0, word.Length - 4)) > 0)
        {
            return Step2(word[..^2]);
        }

        foreach ((string suffix, string replacement) in s_step2)
        {
            if (Ends(word, suffix))
            {
                return Replaced(word, suffix, replacement);
            }
        }

        // The l counts as a part of the stem, so that short ones ("geo", "theo") work as well.
        return Ends(word, "logi") && Measure(word.AsSpan(0, word.Length - 3)) > 0 ? word[..^1] : word;
    }

    private static string Step3(string word)
    {
        foreach ((string suffix, string replacement) in s_step3)
        {
            if (Ends(word, suffix))
            {
                return Replaced(word, suffix, replacement);
            }
        }

        return word;
    }

    private static string Step4(string word)
    {
        foreach (string suffix in s_step4)
        {
            if (Ends(word, suffix))
            {
                string stem = word[..^suffix.Length];
                bool fits = Measure(stem) > 1 && (suffix != "ion" || stem[^1] is 's' or 't');
                return fits ? stem : word;
            }
        }

        return word;
    }

    private static string Step5(string word)
    {
        if (Ends(word, "e"))
        {
            int measure = Measure(word.AsSpan(0, word.Length - 1));
            word = measure > 1 || (measure == 1 && !EndsShort(word.AsSpan(0, word.Length - 1))) ? word[..^1] : word;
        }

        return Ends(word, "ll") && Measure(word.AsSpan(0, word.Length - 1)) > 1 ? word[..^1] : word;
    }

    private static string Replaced(string word, string suffix, string replacement)
    {
        string stem = word[..^suffix.Length];
        return Measure(stem) > 0 ? stem + replacement : word;
    }

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);
}
