using Amuro.Analysis.Statistics;

namespace Amuro.Tests.Analysis.Statistics;

internal static class Shuffles
{
    public static int[] Of(int n, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, n).Select(i => (i, random.NextBits())).OrderBy(p => p.Item2).Select(p => p.i)];
    }
}
