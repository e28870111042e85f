using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>The canvas of a chart: size, margins, and the vertical axis with its grid.</summary>
internal sealed record Frame(double Width, double Height, double Left, double Right, double Top, double Bottom)
{
    /// <summary>Font size of tick labels, as the style sheet has it.</summary>
    public const double TickSize = 10.5;

    /// <summary>Font size of axis titles and labels.</summary>
    public const double LabelSize = 11.5;

    /// <summary>Left edge of the plot.</summary>
    public double X0 => Left;

    /// <summary>Right edge of the plot.</summary>
    public double X1 => Width - Right;

    /// <summary>Upper edge of the plot.</summary>
    public double Y0 => Top;

    /// <summary>Lower edge of the plot.</summary>
    public double Y1 => Height - Bottom;

    /// <summary>The root element; <paramref name="description"/> is what a screen reader says.</summary>
    public XElement Root(string description, params object?[] content) => Shape("svg",
        Attribute("viewBox", FormattableString.Invariant($"0 0 {Width:0.##} {Height:0.##}")), Class("chart"),
        Attribute("style", FormattableString.Invariant($"--w:{Width:0.##}px")),
        Attribute("role", "img"), Attribute("aria-label", description), content);

    /// <summary>Grid lines, tick labels and title of the vertical axis.</summary>
    public IEnumerable<XElement> VerticalAxis(Scale scale, IReadOnlyList<double> ticks, string title)
    {
        foreach (double tick in ticks)
        {
            double y = scale.At(tick);
            yield return Shape("path", Attribute("d", Path.Line([(X0, y), (X1, y)])), Class("grid"));
            yield return Text(X0 - 6, y + 3.5, NiceTicks.Label(tick, ticks), "tick end");
        }

        if (title.Length > 0)
        {
            double middle = (Y0 + Y1) / 2;
            yield return Shape("text", Attribute("transform", FormattableString.Invariant($"translate(12 {middle:0.##}) rotate(-90)")), Class("axis mid"), TextSize.Fit(title, Y1 - Y0 + 20, LabelSize));
        }
    }

    /// <summary>Line, tick labels and title of a horizontal axis over numbers.</summary>
    public IEnumerable<XElement> HorizontalAxis(Scale scale, IReadOnlyList<double> ticks, string title)
    {
        foreach (double tick in ticks)
        {
            double x = scale.At(tick);
            yield return Shape("path", Attribute("d", Path.Line([(x, Y0), (x, Y1)])), Class("grid"));
            yield return Text(x, Y1 + 15, NiceTicks.Label(tick, ticks), "tick mid");
        }

        yield return Text((X0 + X1) / 2, Height - 5, TextSize.Fit(title, Width, LabelSize), "axis mid");
    }

    /// <summary>Line, tick labels and title of a horizontal axis over checkpoints.</summary>
    public IEnumerable<XElement> StepAxis(StepScale scale, string title)
    {
        yield return Shape("path", Attribute("d", Path.Line([(X0, Y1), (X1, Y1)])), Class("rule"));
        double room = scale.Steps.Select(s => TextSize.Width(scale.Label(s), TickSize)).DefaultIfEmpty(0).Max() + 5;
        IReadOnlyList<long> labelled = scale.Labelled(room);
        foreach (long step in scale.Steps)
        {
            double x = scale.At(step);
            yield return Shape("path", Attribute("d", Path.Line([(x, Y1), (x, Y1 + 4)])), Class("rule"));
            if (labelled.Contains(step))
            {
                yield return Text(x, Y1 + 15, scale.Label(step), "tick mid");
            }
        }

        if (scale.Break is { } gap)
        {
            yield return Shape("path", Attribute("d", $"{Path.Line([(gap - 4, Y1 + 4), (gap, Y1 - 4)])} {Path.Line([(gap, Y1 + 4), (gap + 4, Y1 - 4)])}"), Class("rule"));
        }

        yield return Text((X0 + X1) / 2, Height - 5, TextSize.Fit(title + scale.Note, Width, LabelSize), "axis mid");
    }

    /// <summary>A text at its baseline.</summary>
    public static XElement Text(double x, double y, string text, string style, string? title = null) =>
        Shape("text", Attribute("x", x), Attribute("y", y), Class(style), text, title is null ? null : Shape("title", title));
}
