using Amuro.Analysis;
using Amuro.Analysis.Auditing;
using Amuro.Analysis.Published;
using Amuro.Reporting;
using Amuro.Results;
using Amuro.Results.Importers;

return await SampleHost.RunAsync(PaperTablesOptions.Usage, args, cancellation =>
{
    PaperTablesOptions options = PaperTablesOptions.Parse(args);
    StudyResults tables = AmuroCharTables.Import(options.Tables).ToResults();
    AmuroCharTableFiles.Save(AmuroCharFigures.Of(tables.Scores), options.Out);
    AuditReport audit = AmuroCharFacts.Audit.Run(tables);
    audit.SaveJson(Path.Combine(options.Out, "audit.json"));
    cancellation.ThrowIfCancellationRequested();

    StudyResults usable = AmuroCharFacts.Usable(tables);
    FindingsReport findings = FindingsReport.Analyze(usable);
    findings.SaveJson(Path.Combine(options.Out, "findings.json"));
    string report = Path.GetFullPath(Path.Combine(options.Out, "report.html"));
    StudyReport study = new StudyReport(usable, findings).WithTitle("Amuro and Char (arXiv 2408.06663), from its published tables").WithAudit(audit);
    study.SaveTables(Path.Combine(options.Out, "tables"));
    study.SaveHtml(report);

    FindingsPrinter.Print(findings.AllFindings);
    Console.WriteLine($"{tables.Scores.Count} rows read, {usable.Scores.Count} of them analysed; {audit.Findings.Count(f => f.Severity > AuditSeverity.Note)} warnings of {audit.Findings.Count} findings of the audit");
    Console.WriteLine($"table6.csv, families.csv, format_spread.csv, trends.csv, audit.json and findings.json are beside {report}");
    return Task.CompletedTask;
});
