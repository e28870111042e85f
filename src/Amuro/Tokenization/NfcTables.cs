using System.Globalization;

namespace Amuro.Tokenization;

/// <summary>Look-ups of the normal form C, built from <see cref="NfcData"/>; Hangul syllables are reckoned.</summary>
internal static class NfcTables
{
    public const int HangulBase = 0xAC00;
    public const int LeadBase = 0x1100;
    public const int VowelBase = 0x1161;
    public const int TailBase = 0x11A7;
    public const int LeadCount = 19;
    public const int VowelCount = 21;
    public const int TailCount = 28;
    public const int HangulCount = LeadCount * VowelCount * TailCount;

    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<long, int> Compositions = [];
    private static readonly Dictionary<int, byte> Classes = [];
    private static readonly HashSet<int> Unstable = [];
    private static readonly bool[] UnstableUnits = new bool[0x10000];

    static NfcTables()
    {
        ReadDecompositions();
        ReadClasses();
        for (int tail = VowelBase; tail < TailBase + TailCount; tail++)
        {
            Unstable.Add(tail);
        }

        for (int unit = 0; unit < UnstableUnits.Length; unit++)
        {
            UnstableUnits[unit] = Unstable.Contains(unit);
        }
    }

    /// <summary>False for a code point that normalising leaves alone wherever it stands, and that keeps others apart.</summary>
    public static bool IsUnstable(int codePoint) =>
        codePoint < UnstableUnits.Length ? UnstableUnits[codePoint] : Unstable.Contains(codePoint);

    public static byte CombiningClass(int codePoint) => Classes.GetValueOrDefault(codePoint);

    /// <summary>Appends the full canonical decomposition.</summary>
    public static void Decompose(int codePoint, List<int> target)
    {
        int hangul = codePoint - HangulBase;
        if (hangul is >= 0 and < HangulCount)
        {
            target.Add(LeadBase + (hangul / (VowelCount * TailCount)));
            target.Add(VowelBase + (hangul / TailCount % VowelCount));
            if (hangul % TailCount is > 0 and var tail)
            {
                target.Add(TailBase + tail);
            }
        }
        else if (Decompositions.TryGetValue(codePoint, out int[]? parts))
        {
            foreach (int part in parts)
            {
                Decompose(part, target);
            }
        }
        else
        {
            target.Add(codePoint);
        }
    }

    /// <summary>The code point that two make together, or -1.</summary>
    public static int Compose(int first, int second)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return HangulBase + (((lead * VowelCount) + vowel) * TailCount);
        }

        int syllable = first - HangulBase;
        int tail = second - TailBase;
        if (syllable is >= 0 and < HangulCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            return first + tail;
        }

        return Compositions.GetValueOrDefault(((long)first << 32) | (uint)second, -1);
    }

    private static void ReadDecompositions()
    {
        foreach (string entry in Words(NfcData.Decompositions))
        {
            int sign = entry.AsSpan().IndexOfAny('=', '!');
            int composed = Hex(entry.AsSpan(0, sign));
            int[] parts = [.. entry[(sign + 1)..].Split('+').Select(static part => Hex(part))];
            Decompositions.Add(composed, parts);
            if (parts.Length == 1 || entry[sign] == '!')
            {
                Unstable.Add(composed);
            }
            else
            {
                Compositions.Add(((long)parts[0] << 32) | (uint)parts[1], composed);
            }

            if (parts.Length == 2)
            {
                Unstable.Add(parts[1]);
            }
        }
    }

    private static void ReadClasses()
    {
        foreach (string entry in Words(NfcData.CombiningClasses))
        {
            string[] sides = entry.Split('=');
            string[] ends = sides[0].Split('-');
            byte combiningClass = byte.Parse(sides[1], CultureInfo.InvariantCulture);
            for (int codePoint = Hex(ends[0]); codePoint <= Hex(ends[^1]); codePoint++)
            {
                Classes.Add(codePoint, combiningClass);
                Unstable.Add(codePoint);
            }
        }
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
