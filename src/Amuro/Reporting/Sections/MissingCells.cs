using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>What an unfinished study still lacks, at the top of the page.</summary>
internal static class MissingCells
{
    private const int ShownAtOnce = 8;
    private const int MostShown = 500;

    public static XElement? Of(IReadOnlyList<string> missing) => missing.Count == 0 ? null : Html("div", Class("warn"), Attribute("id", "missing"),
        Html("p", Html("strong", "This study is not finished. "), $"Not there yet: {Numbers.Count(missing.Count)} cell{(missing.Count == 1 ? "" : "s")}. Findings and pictures rest on the others and may change."),
        List(missing.Take(ShownAtOnce)),
        missing.Count <= ShownAtOnce ? null : Html("details",
            Html("summary", $"{Numbers.Count(missing.Count - ShownAtOnce)} more"),
            List(missing.Skip(ShownAtOnce).Take(MostShown)),
            missing.Count <= ShownAtOnce + MostShown ? null : Html("p", $"and {Numbers.Count(missing.Count - ShownAtOnce - MostShown)} others")));

    private static XElement List(IEnumerable<string> cells) => Html("ul", cells.Select(c => Html("li", Name(c))));
}
