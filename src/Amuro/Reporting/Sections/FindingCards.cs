using System.Xml.Linq;
using Amuro.Analysis;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>The findings in words and figures, one card each.</summary>
internal static class FindingCards
{
    public static XElement Of(FindingsReport findings) => Html("section", Attribute("id", "findings"),
        Html("h2", "Findings"),
        Html("div", Class("cards"), findings.AllFindings.Select(Card)));

    private static XElement Card(Finding finding)
    {
        (string style, string sign) = finding.Verdict switch
        {
            Verdict.Supported => ("yes", "\u2713"),
            Verdict.NotSupported => ("no", "\u2717"),
            Verdict.Inconclusive => ("open", "?"),
            _ => ("none", "\u2013"),
        };
        return Html("article", Class("card"),
            Html("h3", finding.Question),
            Html("span", Class($"badge {style}"), $"{sign} {finding.Verdict.ToText()}"),
            double.IsNaN(finding.Effect) ? null : Html("div", Class("effect"), Numbers.Signed(finding.Effect),
                Html("small", Figures(finding))),
            Html("p", finding.Sentence),
            finding.Test.Length == 0 ? null : Html("p", Class("note"), "Test: " + finding.Test));
    }

    private static string Figures(Finding finding) =>
        (finding.Interval.IsEstimable
            ? $"{Numbers.Percent(finding.Interval.Level)} interval {Numbers.Between(finding.Interval.Low, finding.Interval.High)}"
            : "interval " + Numbers.Missing)
        + ", " + Numbers.Probability(finding.PValue)
        + (double.IsNaN(finding.AdjustedPValue) ? "" : $"; corrected over all findings {Numbers.Probability(finding.AdjustedPValue)}");
}
