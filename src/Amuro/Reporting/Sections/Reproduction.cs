using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>The settings of the study and the versions of the software, to do it again.</summary>
internal static class Reproduction
{
    public static XElement Of(StudyView view, string version) => Html("section", Attribute("id", "settings"),
        Html("h2", "Settings and versions"),
        view.Results.Settings.Count == 0 ? Html("p", Class("warn"), "Missing: the settings of the study were not stored with its results.") : null,
        Html("div", Class("table"), Html("table", Class("settings"), Html("tbody",
            view.Results.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Append(new("Amuro (this report)", version))
                .Select(s => Html("tr", Html("th", Attribute("scope", "row"), Name(s.Key)), Html("td", Name(s.Value))))))));
}
