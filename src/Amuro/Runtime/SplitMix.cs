namespace Amuro.Runtime;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a counter and a mixing of its bits, the same on every machine and in every version of
/// .NET, which System.Random does not promise.
/// </summary>
internal static class SplitMix
{
    /// <summary>Moves the state on and gives its 64 mixed bits.</summary>
    public static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
