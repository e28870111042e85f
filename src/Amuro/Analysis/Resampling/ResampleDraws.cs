using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Resampling;

/// <summary>What one contrast needs to be resampled: contrasts with the same shape have the same resamples.</summary>
/// <param name="Clusters">Number of clusters; 0 where only scores are known.</param>
/// <param name="WithNoise">Whether scores need noise of their standard errors.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Resamples">Number of resamples.</param>
/// <param name="Seed">Seed of the draws.</param>
internal readonly record struct DrawShape(int Clusters, bool WithNoise, int Seeds, int Resamples, long Seed)
{
    public long Bytes => (long)Resamples * (Clusters + Seeds + (WithNoise ? sizeof(double) : 0));
}

/// <summary>All resamples of one <see cref="DrawShape"/>: how often each cluster and each seed was drawn, and the noise.</summary>
internal sealed class ResampleDraws
{
    private readonly byte[][] _clusters;
    private readonly byte[][] _seeds;
    private readonly double[] _noise;

    public ResampleDraws(DrawShape shape)
    {
        var random = new SeededRandom(shape.Seed);
        (_clusters, _seeds, _noise) = (new byte[shape.Resamples][], new byte[shape.Resamples][], new double[shape.Resamples]);
        for (int b = 0; b < shape.Resamples; b++)
        {
            Draw(_clusters[b] = new byte[shape.Clusters], random);
            _noise[b] = shape.WithNoise ? random.NextNormal() : 0;
            Draw(_seeds[b] = new byte[shape.Seeds], random);
        }
    }

    public ReadOnlySpan<byte> Clusters(int resample) => _clusters[resample];

    public ReadOnlySpan<byte> Seeds(int resample) => _seeds[resample];

    public double Noise(int resample) => _noise[resample];

    /// <summary>Draws as many as there are places, with replacement, and counts them. Above 255 of one kind never occur: p is below 1e-500.</summary>
    public static void Draw(Span<byte> counts, SeededRandom random)
    {
        counts.Clear();
        for (int i = 0; i < counts.Length; i++)
        {
            counts[random.Next(counts.Length)]++;
        }
    }
}
