namespace Amuro.Reporting.Svg;

/// <summary>
/// Places the checkpoints of a series at even distances, in order. A logarithm has no place for step 0, and a linear axis
/// crowds the early checkpoints, where most happens; the axis says that the distances are even.
/// </summary>
internal sealed class StepScale
{
    private readonly IReadOnlyList<long> _steps;
    private readonly double _start;
    private readonly double _end;

    /// <summary>Creates the scale.</summary>
    /// <param name="steps">The steps, any order; repeated ones count once.</param>
    /// <param name="start">Pixel of the left end.</param>
    /// <param name="end">Pixel of the right end.</param>
    public StepScale(IEnumerable<long> steps, double start, double end)
    {
        _steps = [.. steps.Distinct().Order()];
        _start = start;
        _end = end;
    }

    /// <summary>The steps, ascending.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>Distance of two neighbours, in pixels.</summary>
    public double Distance => _steps.Count > 1 ? (_end - _start) / (_steps.Count - 1) : _end - _start;

    /// <summary>The pixel of a step; a series of one stands in the middle.</summary>
    public double At(long step)
    {
        int index = _steps.ToList().IndexOf(step);
        return _steps.Count == 1 ? (_start + _end) / 2 : _start + index * Distance;
    }

    /// <summary>The steps that get a label: always the last, the others as far as <paramref name="room"/> pixels are left for each.</summary>
    public IReadOnlyList<long> Labelled(double room)
    {
        int every = Math.Max(1, (int)Math.Ceiling(room / Math.Max(Distance, 1e-9)));
        return [.. _steps.Where((_, i) => (_steps.Count - 1 - i) % every == 0)];
    }
}
