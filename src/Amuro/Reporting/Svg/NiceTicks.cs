namespace Amuro.Reporting.Svg;

/// <summary>Round numbers for an axis: steps of 1, 2, 2.5 or 5 times a power of ten.</summary>
internal static class NiceTicks
{
    // Beyond it, differences of doubles overflow.
    private const double Largest = 1e300;

    /// <summary>The ticks that span [<paramref name="low"/>, <paramref name="high"/>]; the first and the last enclose it.</summary>
    public static IReadOnlyList<double> Around(double low, double high, int about = 5)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            (low, high) = (0, 1);
        }

        (low, high) = (Math.Clamp(low, -Largest, Largest), Math.Clamp(high, -Largest, Largest));

        if (high - low < 1e-9 * Math.Max(1, Math.Abs(low)))
        {
            double room = Math.Max(Math.Abs(low) * 0.1, 0.05);
            (low, high) = (low - room, high + room);
        }

        double step = Round((high - low) / Math.Max(1, about));
        var ticks = new List<double>();
        long last = (long)Math.Ceiling(high / step - 1e-9);
        for (long k = (long)Math.Floor(low / step + 1e-9); k <= last; k++)
        {
            ticks.Add(k * step);
        }

        return ticks;
    }

    /// <summary>As few decimals as tell the ticks apart, the sign of minus as typography has it.</summary>
    public static string Label(double tick, IReadOnlyList<double> ticks)
    {
        double step = ticks.Count > 1 ? ticks[1] - ticks[0] : 1;
        int decimals = 0;
        while (decimals < 8 && Math.Abs(Math.Round(step, decimals) - step) > 1e-9 * step)
        {
            decimals++;
        }

        double value = Math.Round(tick, decimals) + 0.0;
        return value.ToString("F" + decimals, System.Globalization.CultureInfo.InvariantCulture).Replace('-', '\u2212');
    }

    private static double Round(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double lead = step / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10);
    }
}
