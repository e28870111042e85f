namespace Amuro.Miniature;

/// <summary>New names from syllables: each is one word, none is used twice and none is a word of the <see cref="Lexicon"/>.</summary>
internal sealed class NameGenerator(SplitMix64 random, IEnumerable<string> taken)
{
    private static readonly string[] Onsets = ["b", "br", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w", "z"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u"];
    private static readonly string[] Codas = ["", "", "", "l", "m", "n", "r", "s"];
    private readonly HashSet<string> _used = [.. taken];

    public string[] Take(int count)
    {
        string[] names = new string[count];
        for (int i = 0; i < count; i++)
        {
            do
            {
                names[i] = random.Pick(Onsets) + random.Pick(Vowels) + random.Pick(Onsets) + random.Pick(Vowels) + random.Pick(Codas);
            }
            while (!_used.Add(names[i]));
        }

        return names;
    }
}
