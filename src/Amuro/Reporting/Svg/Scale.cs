namespace Amuro.Reporting.Svg;

/// <summary>Maps values in [<paramref name="Low"/>, <paramref name="High"/>] onto pixels from <paramref name="Start"/> to <paramref name="End"/>.</summary>
internal sealed record Scale(double Low, double High, double Start, double End)
{
    /// <summary>The pixel of a value; a value outside lands on the edge.</summary>
    public double At(double value) => Start + (Math.Clamp(value, Low, High) - Low) / (High - Low) * (End - Start);
}
