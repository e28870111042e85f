namespace Amuro.Analysis.Resampling;

/// <summary>The sums of the items of each cluster and their numbers: all that a resample of clusters needs of one evaluation.</summary>
internal sealed class ClusterSums
{
    // Null where all clusters have as many items: then every resample has as many items as there are.
    private readonly double[]? _counts;

    public ClusterSums(double[] sums, double[] counts)
    {
        Sums = sums;
        _counts = counts.All(c => c == counts[0]) ? null : counts;
        Items = counts.Sum();
        Value = sums.Sum() / Items;
    }

    /// <summary>Sum of the items of each cluster.</summary>
    public double[] Sums { get; }

    /// <summary>Number of items of all clusters.</summary>
    public double Items { get; }

    /// <summary>Mean over the items.</summary>
    public double Value { get; }

    /// <summary>Number of items of one cluster.</summary>
    public double ItemsOf(int cluster) => _counts?[cluster] ?? Items / Sums.Length;

    /// <summary>Mean over the items of a resample.</summary>
    /// <param name="drawn">How often each cluster was drawn; as often in all as there are clusters.</param>
    public double Resampled(ReadOnlySpan<byte> drawn)
    {
        double count = _counts is null ? Items : Product(drawn, _counts);

        // A draw without any item of this evaluation: as likely as all clusters lacking it, so the value found stands in.
        return count > 0 ? Product(drawn, Sums) / count : Value;
    }

    // Four sums at once: one alone would wait for each addition.
    private static double Product(ReadOnlySpan<byte> drawn, double[] values)
    {
        ReadOnlySpan<double> rest = values.AsSpan(0, drawn.Length);
        (double a, double b, double c, double d) = (0, 0, 0, 0);
        while (rest.Length >= 4)
        {
            a += drawn[0] * rest[0];
            b += drawn[1] * rest[1];
            c += drawn[2] * rest[2];
            d += drawn[3] * rest[3];
            drawn = drawn[4..];
            rest = rest[4..];
        }

        for (int i = 0; i < rest.Length; i++)
        {
            a += drawn[i] * rest[i];
        }

        return a + b + (c + d);
    }
}
