namespace Amuro.Models;

/// <summary>
/// YaRN: slow frequencies divided, fast ones kept, a ramp over the index between them; attention scores grow a little.
/// </summary>
/// <param name="Factor">Divisor of the slow frequencies, above 0.</param>
/// <param name="OriginalMaxPositions">Length of the first training in tokens.</param>
/// <param name="FastRotations">Frequencies with more turns than this over the original length are kept. Default 32.</param>
/// <param name="SlowRotations">Frequencies with fewer turns than this are divided. Default 1.</param>
/// <param name="AttentionFactor">Multiplies cosines and sines. Default: 0.1 ln(<paramref name="Factor"/>) + 1.</param>
/// <remarks>Source: arXiv 2309.00071; transformers 5.23.0, modeling_rope_utils.py.</remarks>
public sealed record YarnRopeScaling(
    double Factor, int OriginalMaxPositions, double FastRotations = 32, double SlowRotations = 1, double? AttentionFactor = null) : RopeScaling
{
    /// <inheritdoc/>
    public override string RopeType => "yarn";

    internal override double Magnitude => AttentionFactor ?? MagnitudeOf(Factor, 1);

    /// <summary>The usual magnitude for a factor: 0.1 m ln(factor) + 1.</summary>
    internal static double MagnitudeOf(double factor, double multiplier) => factor <= 1 ? 1 : (0.1 * multiplier * Math.Log(factor)) + 1;

    internal override IEnumerable<string> Problems()
    {
        if (!(Factor > 0) || OriginalMaxPositions <= 0 || !(SlowRotations > 0) || !(FastRotations >= SlowRotations) || AttentionFactor is <= 0)
        {
            yield return FormattableString.Invariant(
                $"rope of type yarn: expected factor > 0, original_max_position_embeddings > 0, beta_fast >= beta_slow > 0, attention_factor > 0, found {Factor}, {OriginalMaxPositions}, {FastRotations}, {SlowRotations}, {AttentionFactor}");
        }
    }

    internal override void Apply(Span<float> inverseFrequencies, double theta)
    {
        int dimension = 2 * inverseFrequencies.Length;
        double low = Math.Max(Math.Floor(IndexOf(FastRotations, dimension, theta)), 0);
        double high = Math.Min(Math.Ceiling(IndexOf(SlowRotations, dimension, theta)), dimension - 1);
        if (low == high)
        {
            high += 0.001;
        }

        for (int i = 0; i < inverseFrequencies.Length; i++)
        {
            float ramp = (float)Math.Clamp((i - low) / (high - low), 0, 1);
            float frequency = inverseFrequencies[i];
            inverseFrequencies[i] = (frequency / (float)Factor * ramp) + (frequency * (1 - ramp));
        }
    }

    // The index of the frequency that turns so often over the original length.
    private double IndexOf(double rotations, int dimension, double theta) =>
        dimension * Math.Log(OriginalMaxPositions / (rotations * 2 * Math.PI)) / (2 * Math.Log(theta));
}
