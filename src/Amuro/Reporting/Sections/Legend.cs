using System.Xml.Linq;
using Amuro.Reporting.Svg;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>A legend as a list beside the chart, so that it wraps instead of covering anything.</summary>
internal static class Legend
{
    public static XElement Of(LegendEntries entries) => Html("ul", Class("legend"), entries.All.Select(e => Html("li",
        Shape("svg", Attribute("viewBox", "0 0 34 12"), Attribute("width", 34), Attribute("height", 12), Class("swatch"), Attribute("aria-hidden", "true"),
            entries.Key(e.Style, 0, 6)),
        Name(e.Name))));
}
