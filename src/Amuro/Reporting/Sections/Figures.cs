using System.Xml.Linq;
using Amuro.Reporting.Pictures;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Charts as small multiples: the first ones at once, the others behind a line to open.</summary>
internal static class Figures
{
    private const int ShownAtOnce = 12;

    public static IEnumerable<XElement> Panels(IReadOnlyList<Picture> pictures)
    {
        // One that is left over takes less room than the line that would hide it.
        int shown = pictures.Count <= ShownAtOnce + 1 ? pictures.Count : ShownAtOnce;
        yield return Grid(pictures.Take(shown));
        if (shown < pictures.Count)
        {
            yield return Html("details", Html("summary", $"{Numbers.Count(pictures.Count - shown)} more sets"), Grid(pictures.Skip(shown)));
        }
    }

    private static XElement Grid(IEnumerable<Picture> pictures) => Html("div", Class("panels"), pictures.Select(p => Html("figure", p.Chart)));
}
