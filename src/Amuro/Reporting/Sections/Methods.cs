using System.Xml.Linq;
using Amuro.Analysis;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>How the figures came about: what each finding takes for granted, and the statistics used with their sources.</summary>
internal static class Methods
{
    public static XElement Of(ReportContent content) => Html("section", Attribute("id", "methods"),
        Html("h2", "Methods"),
        Html("h3", "What each finding takes for granted"),
        Html("dl", Class("methods"), content.Findings.AllFindings.Select(f => new object[]
        {
            Html("dt", f.Question),
            f.Assumptions.Count == 0 ? Html("dd", "Nothing stated.") : Html("dd", Html("ul", f.Assumptions.Select(a => Html("li", a)))),
        })),
        Html("h3", "Statistics and their sources"),
        Html("dl", Class("methods"), MethodSources.Of(content.Findings).Select(m => new object[] { Html("dt", m.Use), Html("dd", m.Source) })));
}
