using System.Globalization;
using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>
/// What tells series apart: colour (Okabe and Ito 2008, safe for colour-blind readers; the style sheet defines it for light, dark and
/// print), dash and marker, so that no series is known by its colour alone.
/// </summary>
internal static class SeriesStyle
{
    /// <summary>The style of models as pre-training left them.</summary>
    public const int Base = 0;

    /// <summary>The style of fine-tuned models, where there is one kind of them.</summary>
    public const int FineTuned = 1;

    /// <summary>Number of different styles; further series start over.</summary>
    public const int Count = 7;

    private static readonly string[] Dashes = ["", "7 3", "2 2.5", "9 3 2 3", "5 2", "1 3", "12 4"];

    /// <summary>CSS value of the colour of a style.</summary>
    public static string Colour(int style) => string.Create(CultureInfo.InvariantCulture, $"var(--s{style % Count})");

    /// <summary>Dash pattern of a style; empty for a solid line.</summary>
    public static string Dash(int style) => Dashes[style % Count];

    /// <summary>The marker of a style, centred at a pixel.</summary>
    public static XElement Marker(int style, double x, double y, double size, string? title = null)
    {
        XAttribute look = Attribute("style", $"fill:{Colour(style)}");
        object? tip = title is null ? null : Shape("title", title);
        double s = size;
        return (style % Count) switch
        {
            0 => Shape("circle", Attribute("cx", x), Attribute("cy", y), Attribute("r", s), look, Class("mark"), tip),
            1 => Shape("rect", Attribute("x", x - s * 0.9), Attribute("y", y - s * 0.9), Attribute("width", s * 1.8), Attribute("height", s * 1.8), look, Class("mark"), tip),
            2 => Polygon([(0, -1.25), (1.15, 0.85), (-1.15, 0.85)]),
            3 => Polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]),
            4 => Polygon([(0, 1.25), (1.15, -0.85), (-1.15, -0.85)]),
            5 => Polygon([(-1.2, -0.5), (-0.5, -0.5), (-0.5, -1.2), (0.5, -1.2), (0.5, -0.5), (1.2, -0.5), (1.2, 0.5), (0.5, 0.5), (0.5, 1.2), (-0.5, 1.2), (-0.5, 0.5), (-1.2, 0.5)]),
            _ => Polygon([(0, -1.3), (1.25, -0.4), (0.8, 1.1), (-0.8, 1.1), (-1.25, -0.4)]),
        };

        XElement Polygon((double X, double Y)[] corners) => Shape("polygon", Attribute("points", Path.Points(corners.Select(c => (x + c.X * s, y + c.Y * s)))), look, Class("mark"), tip);
    }

    /// <summary>A piece of line with its marker, to stand in front of a name in a legend.</summary>
    public static XElement Swatch(int style) => Shape("svg", Attribute("viewBox", "0 0 34 12"), Attribute("width", 34), Attribute("height", 12), Class("swatch"), Attribute("aria-hidden", "true"),
        Line(style, "M1 6 L33 6"), Marker(style, 17, 6, 4));

    /// <summary>A line along a path in a style.</summary>
    public static XElement Line(int style, string path) => Shape("path", Attribute("d", path), Class("line"),
        Attribute("style", $"stroke:{Colour(style)}"), Dash(style).Length == 0 ? null : Attribute("stroke-dasharray", Dash(style)));
}
