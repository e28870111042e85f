using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>One labelled point with the interval of its height.</summary>
/// <param name="X">Place; points without a finite place are left out.</param>
/// <param name="Y">Height.</param>
/// <param name="Low">Lower end of the interval; NaN: none.</param>
/// <param name="High">Upper end of the interval; NaN: none.</param>
/// <param name="Label">Text beside the point.</param>
/// <param name="Style">See <see cref="SeriesStyle"/>.</param>
/// <param name="Note">What the tooltip says.</param>
internal sealed record ScatterPoint(double X, double Y, double Low, double High, string Label, int Style, string Note);

/// <summary>Points over two numbers, each with a label that covers nothing, and a line at height 0.</summary>
internal sealed record ScatterChart
{
    /// <summary>What a screen reader says.</summary>
    public required string Title { get; init; }

    /// <summary>The points.</summary>
    public required IReadOnlyList<ScatterPoint> Points { get; init; }

    /// <summary>What the horizontal axis shows.</summary>
    public required string XTitle { get; init; }

    /// <summary>What the vertical axis shows.</summary>
    public required string YTitle { get; init; }

    /// <summary>Width of the canvas in pixels.</summary>
    public double Width { get; init; } = 440;

    /// <summary>Height of the canvas in pixels.</summary>
    public double Height { get; init; } = 340;

    /// <summary>The chart as an SVG element.</summary>
    public XElement Draw()
    {
        ScatterPoint[] points = [.. Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        var frame = new Frame(Width, Height, 58, 16, 12, 42);
        IReadOnlyList<double> across = Ticks(points.Select(p => p.X), 6);
        IReadOnlyList<double> up = Ticks(points.SelectMany(p => new[] { p.Y, p.Low, p.High }), 6);
        var x = new Scale(across[0], across[^1], frame.X0 + 6, frame.X1 - 6);
        var y = new Scale(up[0], up[^1], frame.Y1, frame.Y0);
        return frame.Root(Title,
            frame.VerticalAxis(y, up, YTitle),
            frame.HorizontalAxis(x, across, XTitle),
            Shape("path", Attribute("d", Path.Line([(frame.X0, y.At(0)), (frame.X1, y.At(0))])), Class("rule")),
            points.Where(p => double.IsFinite(p.Low) && double.IsFinite(p.High)).Select(p => Shape("path", Class("whisker"),
                Attribute("style", $"stroke:{SeriesStyle.Colour(p.Style)}"), Attribute("d", Path.Line([(x.At(p.X), y.At(p.Low)), (x.At(p.X), y.At(p.High))])))),
            points.Select(p => SeriesStyle.Marker(p.Style, x.At(p.X), y.At(p.Y), 4.5, $"{p.Label}: {p.Note}")),
            Labels(points, x, y, frame),
            points.Length == 0 ? Frame.Text((frame.X0 + frame.X1) / 2, (frame.Y0 + frame.Y1) / 2, "no data", "missing mid") : null);
    }

    private static IReadOnlyList<double> Ticks(IEnumerable<double> values, int about)
    {
        double[] finite = [.. values.Where(double.IsFinite).Append(0)];
        return finite.Length == 1 ? NiceTicks.Around(0, 1, about) : NiceTicks.Around(finite.Min(), finite.Max(), about);
    }

    private static IEnumerable<XElement> Labels(ScatterPoint[] points, Scale x, Scale y, Frame frame)
    {
        var placer = new LabelPlacer(frame.X0 + 2, frame.Y0 - 8, frame.Width - 2, frame.Y1 - 1);
        foreach (ScatterPoint p in points)
        {
            placer.Reserve(x.At(p.X), y.At(p.Y), 5);
            if (double.IsFinite(p.Low) && double.IsFinite(p.High))
            {
                placer.ReserveLine(x.At(p.X), y.At(p.Low), y.At(p.High));
            }
        }

        foreach (ScatterPoint p in points)
        {
            string label = TextSize.Fit(p.Label, 130, Frame.LabelSize);
            double width = TextSize.Width(label, Frame.LabelSize);
            (double px, double py) = (x.At(p.X), y.At(p.Y));
            if (placer.Place(px, py, width, Frame.LabelSize) is not { } place)
            {
                continue;
            }

            double near = Math.Clamp(px, place.X, place.X + width);
            double side = place.Y - Frame.LabelSize * 0.35;
            if (Math.Sqrt(Math.Pow(near - px, 2) + Math.Pow(side - py, 2)) > 15)
            {
                yield return Shape("path", Class("leader"), Attribute("d", Path.Line([(px, py), (near, side)])));
            }

            yield return Frame.Text(place.X, place.Y, label, "label");
        }
    }
}
