using System.Reflection;
using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Sections;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting;

/// <summary>The report as one page that is HTML and well-formed XML at once, without scripts and without anything to load.</summary>
internal static class Page
{
    // A browser that keeps to this loads nothing, whatever the page holds.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <summary>The text of the page.</summary>
    public static string Of(ReportContent content)
    {
        (string title, StudyView view, FindingsReport findings) = (content.Title, content.View, content.Findings);
        XElement page = Html("html", Attribute("lang", "en"),
            Html("head",
                Html("meta", Attribute("charset", "utf-8")),
                Html("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")),
                Html("meta", Attribute("http-equiv", "Content-Security-Policy"), Attribute("content", Policy)),
                Html("meta", Attribute("name", "generator"), Attribute("content", "Amuro " + Version)),
                Html("link", Attribute("rel", "icon"), Attribute("href", "data:,")),
                Html("title", title),
                Html("style", Style.Sheet)),
            Html("body",
                Header.Of(title, view, content.Missing),
                Html("nav", Attribute("aria-label", "Contents"), Contents.Select(c => new object[] { Html("a", Attribute("href", "#" + c.Id), c.Name), " " })),
                Html("main",
                    FindingCards.Of(findings),
                    Curves.Of(view, new CurveMarks(findings.Latent)),
                    Gains.Of(findings.Gain),
                    ForgettingMatrix.Of(view, findings),
                    FormatSpread.Of(view, findings.PromptSensitivity),
                    AuditFindings.Of(content.Audit),
                    ScoreSummary.Of(view),
                    DataTables.Of(Tables.Of(findings)),
                    Methods.Of(content),
                    Reproduction.Of(view, Version)),
                Html("footer", "Written by Amuro " + Version + ". This file holds everything it shows.")));
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting)
            .Replace("<section", "\n<section", StringComparison.Ordinal).Replace("<svg", "\n<svg", StringComparison.Ordinal) + "\n";
    }

    private static readonly (string Id, string Name)[] Contents =
    [
        ("findings", "Findings"), ("curves", "Curves"), ("gains", "Gains"), ("forgetting", "Forgetting"),
        ("formats", "Formats"), ("audit", "Audit"), ("scores", "Scores"), ("tables", "Tables"), ("methods", "Methods"), ("settings", "Settings"),
    ];

    private static string Version { get; } =
        typeof(Page).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "(unknown version)";
}
