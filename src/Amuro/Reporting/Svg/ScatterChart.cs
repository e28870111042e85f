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

/// <summary>A line y = <paramref name="Intercept"/> + <paramref name="Slope"/> x that points are compared with.</summary>
internal sealed record ScatterLine(double Intercept, double Slope, string Name);

/// <summary>Points over two numbers, each with a label that covers nothing, and a line at height 0.</summary>
internal sealed record ScatterChart
{
    /// <summary>What a screen reader says.</summary>
    public required string Title { get; init; }

    /// <summary>The points.</summary>
    public required IReadOnlyList<ScatterPoint> Points { get; init; }

    /// <summary>Lines to compare with.</summary>
    public IReadOnlyList<ScatterLine> Lines { get; init; } = [];

    /// <summary>What the horizontal axis shows.</summary>
    public required string XTitle { get; init; }

    /// <summary>What the horizontal axis spans at least. Default: 0.</summary>
    public (double Low, double High) LeastX { get; init; }

    /// <summary>What the vertical axis shows.</summary>
    public required string YTitle { get; init; }

    /// <summary>Width of the canvas in pixels.</summary>
    public double Width { get; init; } = 440;

    /// <summary>Height of the canvas in pixels.</summary>
    public double Height { get; init; } = 350;

    /// <summary>The chart as an SVG element.</summary>
    public XElement Draw()
    {
        ScatterPoint[] points = [.. Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        var frame = new Frame(Width, Height, 58, 16, 12, 42);
        IReadOnlyList<double> across = Ticks(points.Select(p => p.X).Append(LeastX.Low).Append(LeastX.High), 6);
        IReadOnlyList<double> up = Ticks(points.SelectMany(p => new[] { p.Y, p.Low, p.High }), 6);
        var x = new Scale(across[0], across[^1], frame.X0 + 6, frame.X1 - 6);
        var y = new Scale(up[0], up[^1], frame.Y1, frame.Y0);
        var labels = new ScatterLabels(x, y, frame);
        return frame.Root(Title,
            frame.VerticalAxis(y, up, YTitle),
            frame.HorizontalAxis(x, across, XTitle),
            Shape("path", Attribute("d", Path.Line([(frame.X0, y.At(0)), (frame.X1, y.At(0))])), Class("rule")),
            Lines.Select(l => Line(l, x, y, labels)),
            points.Where(p => double.IsFinite(p.Low) && double.IsFinite(p.High)).Select(p => Shape("path", Class("whisker"),
                Attribute("style", $"stroke:{SeriesStyle.Colour(p.Style)}"), Attribute("d", Path.Line([(x.At(p.X), y.At(p.Low)), (x.At(p.X), y.At(p.High))])))),
            points.Select(p => SeriesStyle.Marker(p.Style, x.At(p.X), y.At(p.Y), 4.5, $"{p.Label}: {p.Note}")),
            labels.Of(points),
            points.Length == 0 ? Frame.Text((frame.X0 + frame.X1) / 2, (frame.Y0 + frame.Y1) / 2, "no data", "missing mid") : null);
    }

    private static IReadOnlyList<double> Ticks(IEnumerable<double> values, int about)
    {
        double[] finite = [.. values.Where(double.IsFinite).Append(0)];
        return finite.Length == 1 ? NiceTicks.Around(0, 1, about) : NiceTicks.Around(finite.Min(), finite.Max(), about);
    }

    // The part of a line that lies within the plot, and its name along the middle of that part.
    private static IEnumerable<XElement> Line(ScatterLine line, Scale x, Scale y, ScatterLabels labels)
    {
        double Height(double at) => line.Intercept + line.Slope * at;
        (double left, double right) = (x.Low, x.High);
        if (line.Slope != 0)
        {
            double[] crossings = [(y.Low - line.Intercept) / line.Slope, (y.High - line.Intercept) / line.Slope];
            (left, right) = (Math.Max(left, crossings.Min()), Math.Min(right, crossings.Max()));
        }

        if (right > left)
        {
            (double X, double Y)[] ends = [(x.At(left), y.At(Height(left))), (x.At(right), y.At(Height(right)))];
            yield return Shape("path", Attribute("d", Path.Line(ends)), Class("reference"), Shape("title", line.Name));
            if (labels.Beside(line.Name, ends) is { } name)
            {
                yield return name;
            }
        }
    }
}
