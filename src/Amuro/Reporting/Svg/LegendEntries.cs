using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>What the styles and the reference lines of a chart stand for.</summary>
/// <param name="Styles">Names of the series styles.</param>
/// <param name="References">Names of the dashed lines, if any.</param>
internal sealed record LegendEntries(IReadOnlyList<(int Style, string Name)> Styles, params IReadOnlyList<string> References)
{
    private const int Reference = -1;

    /// <summary>Nothing to explain.</summary>
    public static LegendEntries None { get; } = new([]);

    /// <summary>Whether the chart has points without lines.</summary>
    public bool PointsOnly { get; init; }

    /// <summary>All entries in order; a negative style is that of reference lines.</summary>
    public IEnumerable<(int Style, string Name)> All => [.. Styles, .. References.Select(r => (Reference, r))];

    /// <summary>A piece of line with its marker from (x, y), 34 pixels long, to stand in front of a name.</summary>
    public IEnumerable<XElement> Key(int style, double x, double y)
    {
        string line = Path.Line([(x + 1, y), (x + 33, y)]);
        return style == Reference
            ? [Shape("path", Attribute("d", line), Class("reference"))]
            : PointsOnly ? [SeriesStyle.Marker(style, x + 17, y, 4.5)]
            : [SeriesStyle.Line(style, line), SeriesStyle.Marker(style, x + 17, y, 4)];
    }
}
