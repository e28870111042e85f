using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>One value of a curve with its interval; NaN where missing.</summary>
/// <param name="Step">Checkpoint.</param>
/// <param name="Value">Height.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Note">What the tooltip says.</param>
internal sealed record LinePoint(long Step, double Value, double Low, double High, string Note);

/// <summary>One curve.</summary>
/// <param name="Name">Name in tooltips.</param>
/// <param name="Style">See <see cref="SeriesStyle"/>.</param>
/// <param name="Points">At most one point a step.</param>
internal sealed record LineSeries(string Name, int Style, IReadOnlyList<LinePoint> Points);

/// <summary>A horizontal line that curves are compared with, such as chance.</summary>
internal sealed record ReferenceLine(string Name, double Value);

/// <summary>A place on the horizontal axis, such as a change-point, with its interval (NaN where there is none).</summary>
internal sealed record StepMark(double Step, double Low, double High, int Style, string Note);

/// <summary>Curves over the checkpoints of a series, with intervals as bands (whiskers where a point stands alone).</summary>
internal sealed record LineChart
{
    /// <summary>Title over the plot; also what a screen reader says.</summary>
    public required string Title { get; init; }

    /// <summary>The checkpoints of the axis.</summary>
    public required IReadOnlyList<long> Steps { get; init; }

    /// <summary>The curves.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>Horizontal lines.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <summary>Places on the horizontal axis.</summary>
    public IReadOnlyList<StepMark> Marks { get; init; } = [];

    /// <summary>What the vertical axis shows.</summary>
    public required string YTitle { get; init; }

    /// <summary>What the horizontal axis shows.</summary>
    public string XTitle { get; init; } = "pre-training step";

    /// <summary>Range of the vertical axis; none: as the values need.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Whether the vertical axis, where it goes as the values need, holds 0 too, and ends there unless a value is below. Default: false.</summary>
    public bool FromZero { get; init; }

    /// <summary>Width of the canvas in pixels.</summary>
    public double Width { get; init; } = 300;

    /// <summary>Height of the canvas in pixels.</summary>
    public double Height { get; init; } = 216;

    /// <summary>The chart as an SVG element.</summary>
    public XElement Draw()
    {
        var frame = new Frame(Width, Height, 52, 14, 28, 38);
        IReadOnlyList<double> ticks = Ticks();
        var y = new Scale(ticks[0], ticks[^1], frame.Y1, frame.Y0);
        var x = new StepScale(Steps, frame.X0 + 8, frame.X1 - 8);
        return frame.Root(Description(x),
            Frame.Text(frame.X0 - 4, 15, TextSize.Fit(Title, frame.X1 - frame.X0, 13), "title", Title),
            frame.VerticalAxis(y, ticks, YTitle),
            frame.StepAxis(x, XTitle),
            References.Where(r => double.IsFinite(r.Value)).Select(r => Shape("path", Attribute("d", Path.Line([(frame.X0, y.At(r.Value)), (frame.X1, y.At(r.Value))])), Class("reference"), Shape("title", $"{r.Name}: {Numbers.Score(r.Value)}"))),
            Marks.Where(m => double.IsFinite(m.Step)).Select(m => Mark(m, x, frame)),
            Series.Select((s, i) => Curve(s, x, y, frame, Dodge(x, i))),
            Series.All(s => s.Points.All(p => double.IsNaN(p.Value)))
                ? Frame.Text((frame.X0 + frame.X1) / 2, (frame.Y0 + frame.Y1) / 2, "no data", "missing mid") : null);
    }

    // What a reader who does not see the chart is told.
    private string Description(StepScale x)
    {
        IEnumerable<string> courses = Series.Select(s => (s.Name, Known: s.Points.Where(p => !double.IsNaN(p.Value)).OrderBy(p => p.Step).ToArray()))
            .Select(s => s.Known.Length == 0 ? $"{s.Name} missing" : $"{s.Name} {Numbers.Score(s.Known[0].Value)} to {Numbers.Score(s.Known[^1].Value)}");
        return $"{Title}: {YTitle} over {x.Steps.Count} checkpoints; {string.Join(", ", courses)}";
    }

    private static IEnumerable<XElement> Mark(StepMark mark, StepScale x, Frame frame)
    {
        string colour = SeriesStyle.Colour(mark.Style);
        if (double.IsFinite(mark.Low) && double.IsFinite(mark.High) && mark.High > mark.Low)
        {
            double left = x.At(mark.Low);
            yield return Shape("rect", Attribute("x", left), Attribute("y", frame.Y1 - 4), Attribute("width", x.At(mark.High) - left), Attribute("height", 4),
                Class("band"), Attribute("style", "fill:" + colour), Shape("title", mark.Note));
        }

        yield return Shape("path", Attribute("d", Path.Line([(x.At(mark.Step), frame.Y0), (x.At(mark.Step), frame.Y1)])), Class("event"), Attribute("style", "stroke:" + colour), Shape("title", mark.Note));
    }

    private IReadOnlyList<double> Ticks()
    {
        if (Range is { } range)
        {
            return NiceTicks.Around(range.Low, range.High);
        }

        double[] values = [.. Series.SelectMany(s => s.Points).SelectMany(p => new[] { p.Value, p.Low, p.High }).Concat(References.Select(r => r.Value)).Where(double.IsFinite)];
        double[] known = [.. Series.SelectMany(s => s.Points).Select(p => p.Value).Where(double.IsFinite)];
        return values.Length == 0 ? NiceTicks.Around(0, 1)
            : !FromZero ? NiceTicks.Around(values.Min(), values.Max())
            : NiceTicks.Around(known.DefaultIfEmpty(0).Min() < 0 ? values.Min() : 0, Math.Max(values.Max(), LeastHeight));
    }

    // With few checkpoints there is room to set the curves side by side, so that neither marker hides the other.
    private double Dodge(StepScale x, int index) => (index - (Series.Count - 1) / 2.0) * Math.Min(x.Steps.Count > 2 ? 3 : 12, x.Distance / 10);

    // Differences below it are no differences: an axis of that height would make them look like some.
    private const double LeastHeight = 0.1;

    // A hundred markers on a finger's width are a smear; the line alone says more.
    private const double LeastRoomForMarkers = 4;

    private static IEnumerable<XElement> Curve(LineSeries series, StepScale x, Scale y, Frame frame, double dodge)
    {
        foreach (LinePoint[] run in Runs(series, x))
        {
            double At(LinePoint p) => x.At(p.Step) + dodge;
            LinePoint[] sure = [.. run.Where(HasInterval)];
            if (sure.Length > 1)
            {
                yield return Shape("path", Class("band"), Attribute("style", $"fill:{SeriesStyle.Colour(series.Style)}"),
                    Attribute("d", Path.Area([.. sure.Select(p => (At(p), y.At(p.Low))), .. sure.Reverse().Select(p => (At(p), y.At(p.High)))])));
            }
            else if (sure is [LinePoint alone])
            {
                yield return Shape("path", Class("whisker"), Attribute("style", $"stroke:{SeriesStyle.Colour(series.Style)}"),
                    Attribute("d", Path.Line([(At(alone), y.At(alone.Low)), (At(alone), y.At(alone.High))])));
            }

            if (run.Length > 1)
            {
                yield return SeriesStyle.Line(series.Style, Path.Line(run.Select(p => (At(p), y.At(p.Value)))));
            }

            foreach (LinePoint p in run.Length == 1 || x.Distance >= LeastRoomForMarkers ? run : [])
            {
                yield return SeriesStyle.Marker(series.Style, At(p), y.At(p.Value), 3.4, p.Note);
            }
        }

        HashSet<long> known = [.. series.Points.Where(p => !double.IsNaN(p.Value)).Select(p => p.Step)];
        foreach (long step in x.Steps.Where(s => !known.Contains(s)))
        {
            yield return Shape("text", Attribute("x", x.At(step) + dodge * 2), Attribute("y", frame.Y1 - 3), Class("gap mid"), Attribute("style", $"fill:{SeriesStyle.Colour(series.Style)}"),
                "\u00D7", Shape("title", $"{series.Name}, step {Numbers.Count(step)}: missing"));
        }
    }

    // The curve is interrupted where a checkpoint is missing: a line across would claim what was not measured.
    private static IEnumerable<LinePoint[]> Runs(LineSeries series, StepScale x)
    {
        var run = new List<LinePoint>();
        foreach (long step in x.Steps)
        {
            LinePoint? point = series.Points.FirstOrDefault(p => p.Step == step && !double.IsNaN(p.Value));
            if (point is not null)
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return [.. run];
                run.Clear();
            }
        }

        if (run.Count > 0)
        {
            yield return [.. run];
        }
    }

    private static bool HasInterval(LinePoint p) => double.IsFinite(p.Low) && double.IsFinite(p.High);
}
