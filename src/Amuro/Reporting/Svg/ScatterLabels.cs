using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>The names of points and lines in a scatter chart; a name that has no free place is left to the tooltip.</summary>
internal sealed class ScatterLabels(Scale x, Scale y, Frame frame)
{
    private const double Widest = 130;
    private const double FarAway = 15;

    private readonly LabelPlacer _placer = new(frame.X0 + 2, frame.Y0 - 8, frame.Width - 2, frame.Y1 - 1);

    /// <summary>The name of a line, turned along its middle; null where the line is too short for it.</summary>
    public XElement? Beside(string name, (double X, double Y)[] ends)
    {
        (double across, double down) = (ends[1].X - ends[0].X, ends[1].Y - ends[0].Y);
        double length = Math.Sqrt(across * across + down * down);
        double width = TextSize.Width(name, Frame.TickSize);
        if (length < width + 16)
        {
            return null;
        }

        double angle = Math.Atan2(down, across) * 180 / Math.PI;
        (double px, double py) = (ends[1].X - across / length * (width / 2 + 8), ends[1].Y - down / length * (width / 2 + 8));
        for (double along = -width / 2; along <= width / 2; along += Frame.TickSize / 2)
        {
            _placer.Reserve(px + along * across / length, py + along * down / length - 5, Frame.TickSize / 2);
        }

        return Shape("text", Attribute("transform", FormattableString.Invariant($"translate({px:0.##} {py:0.##}) rotate({angle:0.##}) translate(0 -4)")), Class("tick mid"), name);
    }

    /// <summary>The names of the points.</summary>
    public IEnumerable<XElement> Of(IReadOnlyList<ScatterPoint> points)
    {
        foreach (ScatterPoint p in points)
        {
            _placer.Reserve(x.At(p.X), y.At(p.Y), 5);
            if (double.IsFinite(p.Low) && double.IsFinite(p.High))
            {
                _placer.ReserveLine(x.At(p.X), y.At(p.Low), y.At(p.High));
            }
        }

        foreach (ScatterPoint p in points)
        {
            string label = TextSize.Fit(p.Label, Widest, Frame.LabelSize);
            double width = TextSize.Width(label, Frame.LabelSize);
            (double px, double py) = (x.At(p.X), y.At(p.Y));
            if (_placer.Place(px, py, width, Frame.LabelSize) is not { } place)
            {
                continue;
            }

            double near = Math.Clamp(px, place.X, place.X + width);
            double side = place.Y - Frame.LabelSize * 0.35;
            if (Math.Sqrt(Math.Pow(near - px, 2) + Math.Pow(side - py, 2)) > FarAway)
            {
                yield return Shape("path", Class("leader"), Attribute("d", Path.Line([(px, py), (near, side)])));
            }

            yield return Frame.Text(place.X, place.Y, label, "label");
        }
    }
}
