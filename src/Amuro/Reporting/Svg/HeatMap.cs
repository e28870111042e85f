using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Svg;

/// <summary>One cell of a <see cref="HeatMap"/>.</summary>
/// <param name="Value">What the colour shows; NaN is drawn as missing.</param>
/// <param name="Note">What the tooltip says.</param>
/// <param name="Strong">Written bold with an asterisk: the interval excludes 0.</param>
/// <param name="Outlined">Framed: the evaluated task belongs to the family trained on.</param>
internal sealed record HeatCell(double Value, string Note, bool Strong = false, bool Outlined = false);

/// <summary>Differences as a matrix of coloured cells with their numbers; losses orange, gains blue, missing ones crossed out.</summary>
internal sealed record HeatMap
{
    private const double CellWidth = 66;
    private const double CellHeight = 26;
    private const double KeyHeight = 58;

    /// <summary>What a screen reader says.</summary>
    public required string Title { get; init; }

    /// <summary>Names of the rows.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Names of the columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The cell of a row and a column; null: missing.</summary>
    public required Func<int, int, HeatCell?> Cell { get; init; }

    /// <summary>What the rows are.</summary>
    public required string RowTitle { get; init; }

    /// <summary>What the columns are.</summary>
    public required string ColumnTitle { get; init; }

    /// <summary>What the colours show.</summary>
    public required string KeyTitle { get; init; }

    /// <summary>The matrix as an SVG element.</summary>
    public XElement Draw()
    {
        double labels = Math.Clamp(Rows.Append(RowTitle).Max(r => TextSize.Width(r, Frame.LabelSize)) + 14, 90, 190);
        double widest = Columns.Select(c => TextSize.Width(c, Frame.LabelSize)).DefaultIfEmpty(0).Max();
        bool slanted = widest > CellWidth - 6;
        double head = slanted ? 34 + Math.Min(widest, 150) * 0.6 : 42;
        double overhang = slanted ? Math.Min(widest, 150) * 0.8 - CellWidth / 2 + 12 : 12;
        double plot = Columns.Count * CellWidth;
        double width = labels + Math.Max(plot + Math.Max(overhang, 12), 230);
        var frame = new Frame(width, head + Rows.Count * CellHeight + KeyHeight, labels, width - labels - plot, head, KeyHeight);
        double largest = Largest();
        return frame.Root(Title,
            Frame.Text(labels, 12, ColumnTitle, "axis"),
            Frame.Text(labels - 8, head - 8, RowTitle, "axis end"),
            Columns.Select((name, c) => ColumnName(name, labels + (c + 0.5) * CellWidth, head - 8, slanted)),
            Rows.Select((name, r) => Frame.Text(labels - 8, head + (r + 0.5) * CellHeight + 4, TextSize.Fit(name, labels - 12, Frame.LabelSize), "label end", name)),
            Rows.SelectMany((row, r) => Columns.SelectMany((column, c) =>
                Draw(Cell(r, c), $"{row} after fine-tuning on {column}", labels + c * CellWidth, head + r * CellHeight, largest))),
            Key(labels, frame.Y1 + 16, largest));
    }

    private double Largest()
    {
        double largest = Enumerable.Range(0, Rows.Count).SelectMany(r => Enumerable.Range(0, Columns.Count).Select(c => Cell(r, c)?.Value ?? double.NaN))
            .Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return largest > 0 ? Math.Ceiling(largest * 10 - 1e-9) / 10 : 0.1;
    }

    private static XElement ColumnName(string name, double x, double y, bool slanted)
    {
        string text = TextSize.Fit(name, slanted ? 150 : CellWidth, Frame.LabelSize);
        return slanted
            ? Shape("text", Attribute("transform", FormattableString.Invariant($"translate({x:0.##} {y:0.##}) rotate(-37)")), Class("label"), text, Shape("title", name))
            : Frame.Text(x, y, text, "label mid", name);
    }

    private static IEnumerable<XElement> Draw(HeatCell? cell, string where, double x, double y, double largest)
    {
        if (cell is null || double.IsNaN(cell.Value))
        {
            yield return Box(x, y, "cell empty", null, $"{where}: missing");
            yield return Frame.Text(x + CellWidth / 2, y + CellHeight / 2 + 4, Numbers.Missing, "missing mid");
            yield break;
        }

        string paint = FormattableString.Invariant($"fill:var(--{(cell.Value < 0 ? "loss" : "gain")});fill-opacity:{0.78 * Math.Min(1, Math.Abs(cell.Value) / largest):0.###}");
        yield return Box(x, y, cell.Outlined ? "cell own" : "cell", paint, $"{where}: {cell.Note}");
        yield return Frame.Text(x + CellWidth / 2, y + CellHeight / 2 + 4, Numbers.SignedShort(cell.Value) + (cell.Strong ? "*" : ""), cell.Strong ? "value strong mid" : "value mid");
    }

    private static XElement Box(double x, double y, string style, string? paint, string note) => Shape("rect",
        Attribute("x", x + 1), Attribute("y", y + 1), Attribute("width", CellWidth - 2), Attribute("height", CellHeight - 2), Attribute("rx", 2),
        Class(style), paint is null ? null : Attribute("style", paint), Shape("title", note));

    private IEnumerable<XElement> Key(double x, double y, double largest)
    {
        const int Parts = 9;
        const double Part = 20;
        for (int i = 0; i < Parts; i++)
        {
            double share = (i - Parts / 2) / (double)(Parts / 2);
            yield return Shape("rect", Attribute("x", x + i * Part), Attribute("y", y), Attribute("width", Part), Attribute("height", 9), Class("keybox"),
                Attribute("style", FormattableString.Invariant($"fill:var(--{(share < 0 ? "loss" : "gain")});fill-opacity:{0.78 * Math.Abs(share):0.###}")));
        }

        yield return Frame.Text(x, y + 21, Numbers.SignedShort(-largest), "tick");
        yield return Frame.Text(x + Parts * Part / 2, y + 21, "0", "tick mid");
        yield return Frame.Text(x + Parts * Part, y + 21, Numbers.SignedShort(largest), "tick end");
        yield return Frame.Text(x, y + 36, KeyTitle, "tick");
    }
}
