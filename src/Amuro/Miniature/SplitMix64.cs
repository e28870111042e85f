using Amuro.Runtime;

namespace Amuro.Miniature;

/// <summary>Draws of the miniature from <see cref="SplitMix"/>, in streams that do not move one another.</summary>
internal sealed class SplitMix64(ulong state)
{
    private ulong _state = state;

    /// <summary>A stream of its own for one purpose: drawing more from one does not move another.</summary>
    public static SplitMix64 For(int seed, string purpose)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in purpose)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        SplitMix64 mixed = new(hash ^ (unchecked((ulong)seed) * 0x9E3779B97F4A7C15UL));
        return new SplitMix64(mixed.NextUInt64());
    }

    public ulong NextUInt64() => SplitMix.Next(ref _state);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, count). Multiply-shift; the bias is below count / 2^64.</summary>
    public int Next(int count) => (int)Math.BigMul(NextUInt64(), (ulong)count, out _);

    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> list) => list[Next(list.Count)];

    /// <summary>A shuffled copy (Fisher-Yates).</summary>
    public T[] Shuffle<T>(IEnumerable<T> values)
    {
        T[] copy = [.. values];
        for (int i = copy.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (copy[i], copy[j]) = (copy[j], copy[i]);
        }

        return copy;
    }
}
