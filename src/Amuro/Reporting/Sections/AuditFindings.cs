using System.Globalization;
using System.Xml.Linq;
using Amuro.Analysis.Auditing;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Problems of the data: what they are, what they do to the conclusions, and the rows concerned.</summary>
internal static class AuditFindings
{
    private const int MostFindings = 100;
    private const int MostRows = 50;
    private const int MostFigures = 8;

    public static XElement Of(AuditReport audit) => Html("section", Attribute("id", "audit"),
        Html("h2", "Audit of the data"),
        Html("p", Class("lead"), audit.Findings.Count == 0
            ? "The rules of the audit found nothing that would mislead. That is no proof that there is nothing."
            : $"Found: {Counted(audit)}. What a conclusion rests on should be read with this."),
        audit.Findings.Take(MostFindings).Select(Article),
        audit.Findings.Count <= MostFindings ? null
            : Html("p", Class("note"), $"{Numbers.Count(audit.Findings.Count - MostFindings)} more findings are in tables/audit.csv."));

    private static string Counted(AuditReport audit) => string.Join(", ", audit.Findings.GroupBy(f => f.Severity).OrderByDescending(g => g.Key)
        .Select(g => $"{Numbers.Count(g.Count())} {g.Key.ToText()}{(g.Count() > 1 && g.Key != AuditSeverity.Serious ? "s" : "")}"));

    private static XElement Article(AuditFinding finding)
    {
        (string style, string sign) = finding.Severity switch
        {
            AuditSeverity.Serious => ("no", "\u25B2"),
            AuditSeverity.Warning => ("open", "\u25C6"),
            _ => ("none", "\u25CF"),
        };
        return Html("article", Class("audit " + style),
            Html("h3", Html("span", Class("badge " + style), $"{sign} {finding.Severity.ToText()}"), " ", finding.Rule.Replace('_', ' ')),
            Html("p", Name(finding.Statement)),
            Html("p", Html("strong", "What it does: "), Name(finding.Consequence)),
            finding.Figures.Count == 0 ? null : Html("p", Class("note"), Written(finding.Figures.Take(MostFigures)), finding.Figures.Count > MostFigures ? ", \u2026" : null),
            finding.Rows.Count == 0 ? null : Rows(finding));
    }

    private static XElement Rows(AuditFinding finding)
    {
        string count = finding.Rows.Count == 1 ? "1 row" : Numbers.Count(finding.Rows.Count) + " rows";
        string shown = finding.Rows.Count > MostRows ? $"{count} concerned: the first {MostRows}; all are in tables/audit_rows.csv" : count + " concerned";
        return Html("details", Html("summary", shown), Table(finding.Rule, [.. finding.Rows.Take(MostRows)]));
    }

    // A column that would be empty throughout is left out.
    private static XElement Table(string rule, AuditRow[] rows)
    {
        (string Name, bool IsName, Func<AuditRow, string> Cell)[] columns =
        [
            ("place", true, r => r.Score.Source is { } source ? $"{Path.GetFileName(source.File)}:{source.Line.ToString(CultureInfo.InvariantCulture)}" : ""),
            ("model", true, r => r.Score.Model),
            ("stage", true, r => r.Score.Stage.ToText()),
            ("fine-tuned on", true, r => r.Score.TunedOn),
            ("evaluated on", true, r => r.Score.Task),
            ("format", true, r => r.Score.Format),
            ("metric", true, r => r.Score.Metric),
            ("remark", true, r => string.Join("; ", ((string[])[r.Remark, Written(r.Figures)]).Where(t => t.Length > 0))),
            ("step", false, r => Numbers.Count(r.Score.Step)),
            ("seed", false, r => Numbers.Count(r.Score.Seed)),
            ("score", false, r => Numbers.Score(r.Score.Score)),
            ("items", false, r => r.Score.N == 0 ? Numbers.Missing : Numbers.Count(r.Score.N)),
            ("SE", false, r => Numbers.Score(r.Score.StandardError)),
        ];
        columns = [.. columns.Where(c => rows.Any(r => c.Cell(r) is not ("" or Numbers.Missing)))];
        return HtmlTable.Of("Rows of the rule " + rule, [.. columns.Select(c => c.Name)], columns.Count(c => c.IsName),
            rows.Select(string[] (r) => [.. columns.Select(c => c.Cell(r))]));
    }

    private static string Written(IEnumerable<KeyValuePair<string, double>> figures) =>
        string.Join(", ", figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key.Replace('_', ' ')} {Numbers.Figure(f.Value)}"));
}
