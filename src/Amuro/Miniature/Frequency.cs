namespace Amuro.Miniature;

/// <summary>Draws ranks with weight 1 / (rank + 6): a few names are everywhere, many are rare, so knowledge comes gradually.</summary>
internal sealed class Frequency
{
    private readonly double[] _cumulative;

    public Frequency(int count)
    {
        _cumulative = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++)
        {
            _cumulative[rank] = sum += 1.0 / (rank + 6);
        }
    }

    public int Draw(SplitMix64 random)
    {
        int found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _cumulative.Length - 1);
    }
}
