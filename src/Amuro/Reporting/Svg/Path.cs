using System.Globalization;

namespace Amuro.Reporting.Svg;

/// <summary>Coordinates of SVG paths and polygons as text.</summary>
internal static class Path
{
    /// <summary>A line from point to point.</summary>
    public static string Line(IEnumerable<(double X, double Y)> points) =>
        "M" + string.Join(" L", points.Select(p => $"{Number(p.X)} {Number(p.Y)}"));

    /// <summary>The list of points of a polygon.</summary>
    public static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(" ", points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    /// <summary>A closed area.</summary>
    public static string Area(IEnumerable<(double X, double Y)> points) => Line(points) + " Z";

    private static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
}
