namespace Amuro.Reporting.Svg;

/// <summary>How the steps of pre-training are spread over the horizontal axis.</summary>
internal enum StepSpacing
{
    /// <summary>Distances as the steps have them.</summary>
    Linear,

    /// <summary>Distances of the logarithms; step 0, which has none, stands apart at the left.</summary>
    Logarithmic,

    /// <summary>The same distance between any two neighbours, where neither of the others keeps the checkpoints apart.</summary>
    Even,
}

/// <summary>Places the checkpoints of a series on the horizontal axis.</summary>
internal sealed class StepScale
{
    private const double LeastRange = 50;
    private const double LeastRatio = 1.5;
    private const int LeastJumps = 4;

    // Share of the mean distance that two neighbours on a linear axis must keep.
    private const double LeastDistance = 0.25;

    private readonly long[] _steps;
    private readonly double[] _places;
    private readonly HashSet<long> _clear;

    /// <summary>Creates the scale.</summary>
    /// <param name="steps">The steps, any order; repeated ones count once.</param>
    /// <param name="start">Pixel of the left end.</param>
    /// <param name="end">Pixel of the right end.</param>
    public StepScale(IEnumerable<long> steps, double start, double end)
    {
        _steps = [.. steps.Distinct().Order()];
        Spacing = SpacingOf(_steps);
        double[] raw = [.. _steps.Select((s, i) => Spacing switch { StepSpacing.Linear => s, StepSpacing.Logarithmic => Logarithm(i), _ => i })];
        double range = raw.Length > 1 ? raw[^1] - raw[0] : 0;
        _places = [.. raw.Select(r => range > 0 ? start + (r - raw[0]) / range * (end - start) : (start + end) / 2)];
        _clear = [.. _steps.GroupBy(Numbers.Step).Where(g => g.Count() == 1).Select(g => g.Single())];
        Distance = _steps.Length > 1 ? (end - start) / (_steps.Length - 1) : end - start;
    }

    /// <summary>The steps, ascending.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>How they are spread.</summary>
    public StepSpacing Spacing { get; }

    /// <summary>Mean distance of two neighbours, in pixels.</summary>
    public double Distance { get; }

    /// <summary>Where the axis is broken, between step 0 and a logarithm; null where it is not.</summary>
    public double? Break => Spacing == StepSpacing.Logarithmic && _steps[0] <= 0 ? (_places[0] + _places[1]) / 2 : null;

    /// <summary>What the spacing adds to the title of the axis.</summary>
    public string Note => Spacing switch { StepSpacing.Linear => "", StepSpacing.Logarithmic => " (logarithmic)", _ => " (even distances)" };

    /// <summary>The pixel of a step; one between two checkpoints stands between them, a series of one in the middle.</summary>
    public double At(double step)
    {
        int next = Array.FindIndex(_steps, s => s >= step);
        return next < 0 ? _places[^1]
            : next == 0 || _steps[next] == step ? _places[next]
            : _places[next - 1] + (step - _steps[next - 1]) / (_steps[next] - _steps[next - 1]) * (_places[next] - _places[next - 1]);
    }

    /// <summary>A step on the axis, short; with all its digits where a short one would stand for two steps.</summary>
    public string Label(long step) => _clear.Contains(step) ? Numbers.Step(step) : Numbers.Count(step);

    /// <summary>The steps that get a label: always the last and the first, the others from the right as far as <paramref name="room"/> pixels are left for each.</summary>
    public IReadOnlyList<long> Labelled(double room)
    {
        List<long> labelled = [];
        double free = double.PositiveInfinity;
        for (int i = _steps.Length - 1; i > 0; i--)
        {
            bool clear = _places[i] - _places[0] >= room || i == _steps.Length - 1;
            if (clear && _places[i] <= free - room)
            {
                labelled.Insert(0, _steps[i]);
                free = _places[i];
            }
        }

        return _steps.Length == 0 || _places[0] > free - room ? labelled : [_steps[0], .. labelled];
    }

    private static StepSpacing SpacingOf(long[] steps)
    {
        if (steps.Length < 3)
        {
            return StepSpacing.Linear;
        }

        long[] positive = [.. steps.Where(s => s > 0)];
        int jumps = positive.Zip(positive.Skip(1)).Count(p => p.Second >= LeastRatio * p.First);
        bool logarithmic = positive.Length > 2 && steps.Length - positive.Length <= 1
            && positive[^1] >= LeastRange * positive[0] && jumps >= Math.Min(LeastJumps, positive.Length - 1);
        double mean = (steps[^1] - steps[0]) / (steps.Length - 1.0);
        return logarithmic ? StepSpacing.Logarithmic
            : steps.Zip(steps.Skip(1)).Min(p => p.Second - p.First) >= LeastDistance * mean ? StepSpacing.Linear
            : StepSpacing.Even;
    }

    // Step 0 stands one mean distance before the first that has a logarithm.
    private double Logarithm(int i)
    {
        long[] positive = [.. _steps.Where(s => s > 0)];
        return _steps[i] > 0 ? Math.Log(_steps[i]) : Math.Log(positive[0]) - Math.Log(positive[^1] / (double)positive[0]) / (positive.Length - 1);
    }
}
