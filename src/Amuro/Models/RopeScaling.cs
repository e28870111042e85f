namespace Amuro.Models;

/// <summary>A change of the rotary embedding's frequencies that lets a model read longer texts than it was first trained on.</summary>
public abstract record RopeScaling
{
    /// <summary>Name in <c>config.json</c> (<c>rope_type</c>).</summary>
    public abstract string RopeType { get; }

    /// <summary>Problems of the values, empty if there are none.</summary>
    internal abstract IEnumerable<string> Problems();

    /// <summary>Multiplies cosines and sines, so that attention scores change by its square.</summary>
    internal virtual double Magnitude => 1;

    /// <summary>Changes the inverse frequencies in place (radians per position); they were made with a base.</summary>
    internal abstract void Apply(Span<float> inverseFrequencies, double theta);
}

/// <summary>All frequencies divided by one factor (<c>linear</c>).</summary>
/// <param name="Factor">The divisor, above 0.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling
{
    /// <inheritdoc/>
    public override string RopeType => "linear";

    internal override IEnumerable<string> Problems()
    {
        if (!(Factor > 0))
        {
            yield return FormattableString.Invariant($"rope factor: expected a number above 0, found {Factor}");
        }
    }

    internal override void Apply(Span<float> inverseFrequencies, double theta)
    {
        foreach (ref float frequency in inverseFrequencies)
        {
            frequency /= (float)Factor;
        }
    }
}

/// <summary>The scaling of Llama 3: long wavelengths divided, short ones kept, those between blended (<c>llama3</c>).</summary>
/// <param name="Factor">Divisor of the long wavelengths, above 0.</param>
/// <param name="LowFrequencyFactor">Wavelengths above original length / this are divided.</param>
/// <param name="HighFrequencyFactor">Wavelengths below original length / this are kept; above <paramref name="LowFrequencyFactor"/>.</param>
/// <param name="OriginalMaxPositions">Length of the first training in tokens.</param>
public sealed record Llama3RopeScaling(
    double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalMaxPositions) : RopeScaling
{
    /// <inheritdoc/>
    public override string RopeType => "llama3";

    internal override IEnumerable<string> Problems()
    {
        if (!(Factor > 0) || !(LowFrequencyFactor > 0) || !(HighFrequencyFactor > LowFrequencyFactor) || OriginalMaxPositions <= 0)
        {
            yield return FormattableString.Invariant(
                $"rope of type llama3: expected factor > 0, 0 < low_freq_factor < high_freq_factor, original_max_position_embeddings > 0, found {Factor}, {LowFrequencyFactor}, {HighFrequencyFactor}, {OriginalMaxPositions}");
        }
    }

    internal override void Apply(Span<float> inverseFrequencies, double theta)
    {
        foreach (ref float frequency in inverseFrequencies)
        {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength > OriginalMaxPositions / LowFrequencyFactor)
            {
                frequency /= (float)Factor;
            }
            else if (wavelength >= OriginalMaxPositions / HighFrequencyFactor)
            {
                double smooth = ((OriginalMaxPositions / wavelength) - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
                frequency = (float)(((1 - smooth) * frequency / Factor) + (smooth * frequency));
            }
        }
    }
}
