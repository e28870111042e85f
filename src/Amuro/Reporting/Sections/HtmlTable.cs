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
        Html("div", Class("table"), Html("table",
            Html("caption", caption),
            Html("thead", Html("tr", header.Select((h, i) => Html("th", Attribute("scope", "col"), i < names ? null : Class("n"), h)))),
            Html("tbody", rows.Select(row => Html("tr", row.Select((cell, i) => i < names
                ? Html("td", Name(cell))
                : Html("td", Class(cell == Numbers.Missing ? "n missing" : "n"), cell)))))));
}
