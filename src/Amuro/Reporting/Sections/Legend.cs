using System.Xml.Linq;
using Amuro.Reporting.Svg;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>A legend as a list beside the chart, so that it wraps instead of covering anything.</summary>
internal static class Legend
{
    /// <summary>The legend of the named styles, and of a reference line if it is named.</summary>
    public static XElement Of(IEnumerable<(int Style, string Name)> entries, string? reference = null) => Html("ul", Class("legend"),
        entries.Select(e => Html("li", SeriesStyle.Swatch(e.Style), Name(e.Name))),
        reference is null ? null : Html("li", Shape("svg", Attribute("viewBox", "0 0 34 12"), Attribute("width", 34), Attribute("height", 12), Class("swatch"), Attribute("aria-hidden", "true"),
            Shape("path", Attribute("d", "M1 6 L33 6"), Class("reference"))), reference));
}
