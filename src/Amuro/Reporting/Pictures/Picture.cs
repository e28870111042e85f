using System.Globalization;
using System.Xml.Linq;
using Amuro.Reporting.Svg;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Pictures;

/// <summary>One chart of the report, which shows it inline with a legend around it, and a picture file of its own.</summary>
/// <param name="Name">Name of the file, without ending; not yet fit for a file system.</param>
/// <param name="Chart">The chart, styled by the sheet of the page.</param>
internal sealed record Picture(string Name, XElement Chart)
{
    private const double Margin = 10;
    private const double RowHeight = 18;

    /// <summary>What the styles stand for.</summary>
    public LegendEntries Legend { get; init; } = LegendEntries.None;

    /// <summary>
    /// The picture alone: white ground, the legend below, the light colours, and presentation attributes instead of style sheets, which
    /// most programs that open SVG do not know.
    /// </summary>
    public XElement StandAlone()
    {
        double[] box = [.. Chart.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        double width = Math.Ceiling(box[2] + 2 * Margin);
        (IEnumerable<XElement> legend, double below) = Rows(width, box[3] + 2 * Margin);
        double height = Math.Ceiling(box[3] + 2 * Margin + below);
        var root = Shape("svg",
            Attribute("width", width), Attribute("height", height), Attribute("viewBox", FormattableString.Invariant($"0 0 {width} {height}")),
            Attribute("role", "img"), Attribute("aria-label", Chart.Attribute("aria-label")!.Value), Attribute("font-family", PictureFonts.Family),
            Shape("rect", Attribute("width", width), Attribute("height", height), Attribute("style", "fill:var(--paper)")),
            Shape("g", Attribute("transform", FormattableString.Invariant($"translate({Margin} {Margin})")), Chart.Elements()),
            legend);
        return ChartStyles.Inline(root);
    }

    // The entries from left to right, as many in a row as there is room for.
    private (IEnumerable<XElement> Shapes, double Height) Rows(double width, double top)
    {
        const double Swatch = 40;
        List<XElement> shapes = [];
        (double x, double y) = (Margin, top);
        foreach ((int style, string name) in Legend.All)
        {
            string text = TextSize.Fit(name, width - 2 * Margin - Swatch, Frame.LabelSize);
            double entry = Swatch + TextSize.Width(text, Frame.LabelSize) + 14;
            if (x > Margin && x + entry - 14 > width - Margin)
            {
                (x, y) = (Margin, y + RowHeight);
            }

            shapes.AddRange(Legend.Key(style, x, y));
            shapes.Add(Frame.Text(x + Swatch, y + 4, text, "label"));
            x += entry;
        }

        return (shapes, shapes.Count == 0 ? 0 : y + RowHeight - top);
    }
}
