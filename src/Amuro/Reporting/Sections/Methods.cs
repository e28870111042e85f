using System.Xml.Linq;
using Amuro.Analysis;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>How the figures came about: what each finding takes for granted, and the sources of the methods.</summary>
internal static class Methods
{
    private static readonly string[] Sources =
    [
        "The four questions: K. Sun and M. Dredze, \u201CAmuro and Char: Analyzing the Relationship between Pre-Training and Fine-Tuning of Large Language Models\u201D, 2024, arXiv 2408.06663.",
        "Items of one cluster are not independent; intervals that resample draw whole clusters: B. Efron and R. Tibshirani, \u201CAn Introduction to the Bootstrap\u201D, 1993; evaluations of language models in particular: E. Miller, \u201CAdding Error Bars to Evals\u201D, 2024, arXiv 2411.00640.",
        "Intervals of shares: E. B. Wilson, J. Am. Stat. Assoc. 22, 1927.",
        "Trends over checkpoints: H. B. Mann, Econometrica 13, 1945 (test); P. K. Sen, J. Am. Stat. Assoc. 63, 1968 (slope).",
        "Change on a single unseen task: signs of whole clusters flipped at random: R. A. Fisher, \u201CThe Design of Experiments\u201D, 1935.",
        "Several tests at once: S. Holm, Scand. J. Stat. 6, 1979.",
        "Forgetting: A. Chaudhry et al., 2018, arXiv 1801.10112.",
        "Spread over prompt formats: M. Sclar et al., 2023, arXiv 2310.11324.",
        "Colours: M. Okabe and K. Ito, \u201CColor Universal Design\u201D, 2008.",
    ];

    public static XElement Of(FindingsReport findings) => Html("section", Attribute("id", "methods"),
        Html("h2", "Methods"),
        Html("h3", "What each finding takes for granted"),
        Html("dl", Class("methods"), findings.AllFindings.Select(f => new object[]
        {
            Html("dt", f.Question),
            f.Assumptions.Count == 0 ? Html("dd", "Nothing stated.") : Html("dd", Html("ul", f.Assumptions.Select(a => Html("li", a)))),
        })),
        Html("h3", "Sources"),
        Html("ul", Sources.Select(s => Html("li", s))));
}
