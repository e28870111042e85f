using System.Globalization;

namespace Amuro.Reporting;

/// <summary>How numbers are written in reports: independent of the culture, missing ones as missing.</summary>
internal static class Numbers
{
    /// <summary>What stands for a number that is not there.</summary>
    public const string Missing = "n/a";

    /// <summary>A score: <c>0.783</c>.</summary>
    public static string Score(double value) => Format(value, "0.000");

    /// <summary>A difference, always with its sign: <c>+0.216</c>, <c>−0.474</c>.</summary>
    public static string Signed(double value) => Format(value, "+0.000;\u22120.000;0.000");

    /// <summary>A difference with two decimals, for narrow places.</summary>
    public static string SignedShort(double value) => Format(value, "+0.00;\u22120.00;0.00");

    /// <summary>An interval: <c>[+0.165, +0.276]</c>.</summary>
    public static string Between(double low, double high) =>
        double.IsNaN(low) || double.IsNaN(high) ? Missing : $"[{Signed(low)}, {Signed(high)}]";

    /// <summary>An interval of a score, which has no sign: <c>[0.165, 0.276]</c>.</summary>
    public static string Range(Analysis.Interval interval) => interval.IsEstimable ? $"[{Score(interval.Low)}, {Score(interval.High)}]" : "interval " + Missing;

    /// <summary>A probability: <c>p = 0.012</c>, <c>p &lt; 0.001</c>.</summary>
    public static string Probability(double p) =>
        double.IsNaN(p) ? "p " + Missing : p < 0.001 ? "p < 0.001" : "p = " + Format(p, "0.000");

    /// <summary>A count with thousands apart: <c>1,200</c>.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A step on an axis, short: <c>850</c>, <c>1.2k</c>, <c>738k</c>, <c>1.5M</c>.</summary>
    public static string Step(long step) => Math.Abs(step) switch
    {
        >= 1_000_000 => (step / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 10_000 => (step / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => step.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A share: <c>95 %</c>.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? Missing : Format(share * 100, "0.##") + " %";

    /// <summary>All digits, for tables that are read by programs; empty where missing.</summary>
    public static string Exact(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number of any size: whole as it is, else four significant digits.</summary>
    public static string Figure(double value) => double.IsFinite(value) && value == Math.Round(value) && Math.Abs(value) < 1e15 ? Format(value, "#,0") : Format(value, "G4");

    /// <summary>Whether a cell of a table for programs holds a number or nothing.</summary>
    public static bool IsNumber(string cell) => cell.Length == 0 || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>A cell of a table for programs, for people: sixteen digits help nobody who reads.</summary>
    public static string Rounded(string cell) =>
        cell.Contains('.', StringComparison.Ordinal) && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number.ToString(number != 0 && Math.Abs(number) < 0.001 ? "0.##E+0" : "0.####", CultureInfo.InvariantCulture)
            : cell;

    private static string Format(double value, string format) => double.IsNaN(value) ? Missing
        : double.IsInfinity(value) ? (value > 0 ? "\u221E" : "\u2212\u221E")
        : value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
