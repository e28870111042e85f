using System.Globalization;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>Numbers in other tools' CSV files: invariant, finite.</summary>
internal static class NumberText
{
    /// <exception cref="AmuroException">Not a number, or not a finite one.</exception>
    public static double Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new AmuroException($"expected a number, found '{StrictText.Shorten(text)}'");

    /// <summary>Also Python's words for infinity and NaN.</summary>
    /// <exception cref="AmuroException">Not a number.</exception>
    public static double Real(string text) => text switch
    {
        "nan" or "NaN" => double.NaN,
        "inf" or "Infinity" => double.PositiveInfinity,
        "-inf" or "-Infinity" => double.NegativeInfinity,
        _ => Finite(text),
    };

    /// <summary>Whole numbers, also as <c>1000.0</c> and <c>1e5</c>.</summary>
    /// <exception cref="AmuroException">Not a whole number.</exception>
    public static long Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value == Math.Floor(value) && Math.Abs(value) < 1L << 53 ? (long)value
        : throw new AmuroException($"expected a whole number, found '{StrictText.Shorten(text)}'");

    /// <exception cref="AmuroException">Not a whole number of 32 bits.</exception>
    public static int Small(string text) => Whole(text) is >= int.MinValue and <= int.MaxValue and var value
        ? (int)value
        : throw new AmuroException($"expected a whole number of 32 bits, found '{StrictText.Shorten(text)}'");
}
