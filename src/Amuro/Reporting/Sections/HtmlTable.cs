using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Tables of the report: the first columns are names, the others numbers that are already written out.</summary>
internal static class HtmlTable
{
    /// <summary>A table that scrolls where it is too wide.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="names">How many columns, from the left, are names.</param>
    /// <param name="rows">The cells.</param>
    public static XElement Of(string caption, IReadOnlyList<string> header, int names, IEnumerable<IReadOnlyList<string>> rows) =>
        Html("div", Class("table"), Attribute("tabindex", "0"), Attribute("role", "region"), Attribute("aria-label", caption), Html("table",
            Html("caption", caption),
            Html("thead", Html("tr", header.Select((h, i) => Html("th", Attribute("scope", "col"), i < names ? null : Class("n"), h)))),
            Html("tbody", rows.Select(row => Html("tr", row.Select((cell, i) => Cell(cell, i, names)))))));

    /// <summary>The same with at most so many rows at once; the others are behind a line to open.</summary>
    public static XElement Shortened(string caption, IReadOnlyList<string> header, int names, IReadOnlyList<IReadOnlyList<string>> rows, int most) => Html("div", Class("shortened"),
        Of(rows.Count > most ? $"{caption}: {most} of {Numbers.Count(rows.Count)}" : caption, header, names, rows.Take(most)),
        rows.Count <= most ? null : Html("details", Html("summary", $"{Numbers.Count(rows.Count - most)} more rows"), Of(caption + ": the others", header, names, rows.Skip(most))));

    private static XElement Cell(string cell, int column, int names) =>
        column == 0 && names > 0 ? Html("th", Attribute("scope", "row"), Name(cell))
        : column < names ? Html("td", Name(cell))
        : Html("td", Class(cell == Numbers.Missing ? "n missing" : "n"), cell);
}
