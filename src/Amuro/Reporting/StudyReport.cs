using Amuro.Analysis;
using Amuro.Analysis.Auditing;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Sections;
using Amuro.Results;

namespace Amuro.Reporting;

/// <summary>The results of a study for people to read: one HTML file with findings, pictures and tables, and pictures and tables as files.</summary>
/// <remarks>
/// The report is a function of results, findings, audit and title alone: it holds no time of day, and the same study gives the same bytes.
/// Settings named <c>baseline:NAME:TASK</c> with a number as value appear as columns of the score table.
/// </remarks>
public sealed class StudyReport
{
    private readonly StudyResults _results;
    private readonly FindingsReport _findings;
    private readonly AuditReport _audit;

    /// <summary>A report of results; the findings are drawn with the default options of the analyses, and the data audited with those of the audit.</summary>
    /// <param name="results">The scores, item records and settings of the study.</param>
    /// <exception cref="AmuroException">The results are of several models: see <see cref="StudyResults.ForModel"/>.</exception>
    public StudyReport(StudyResults results)
        : this(results, FindingsReport.Analyze(results))
    {
    }

    /// <summary>A report of results and of findings that were drawn from them already; the data are audited with the default options.</summary>
    /// <param name="results">The scores, item records and settings of the study.</param>
    /// <param name="findings">The answers to the four questions.</param>
    /// <exception cref="AmuroException">The results are of several models: see <see cref="StudyResults.ForModel"/>.</exception>
    public StudyReport(StudyResults results, FindingsReport findings)
        : this(results, findings, DataAudit.Default.Run(results), "Pre-training and fine-tuning: a study", [])
    {
    }

    private StudyReport(StudyResults results, FindingsReport findings, AuditReport audit, string title, IReadOnlyList<string> missing)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(audit);
        if (results.Models is { Count: > 1 } models)
        {
            throw new AmuroException($"Results: expected those of one model series, found {StudyResults.Named(models)}; choose one with StudyResults.ForModel");
        }

        _results = results;
        _findings = findings;
        _audit = audit;
        Title = title;
        Missing = missing;
    }

    /// <summary>Heading of the report. Default: <c>Pre-training and fine-tuning: a study</c>.</summary>
    public string Title { get; }

    /// <summary>What the study lacks, such as checkpoints that are not trained yet; one line of plain text each. Default: none.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The same report under another heading.</summary>
    /// <param name="title">Plain text; it is encoded where needed.</param>
    public StudyReport WithTitle(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        return new StudyReport(_results, _findings, _audit, title, Missing);
    }

    /// <summary>The same report of a study that is not finished: the page says at its top what is not there yet.</summary>
    /// <param name="cells">What is missing, one line of plain text each; none: the study is whole.</param>
    public StudyReport WithMissing(IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return new StudyReport(_results, _findings, _audit, Title, [.. cells]);
    }

    /// <summary>The same report with an audit that was run with other options.</summary>
    /// <param name="audit">What the audit found.</param>
    public StudyReport WithAudit(AuditReport audit) => new(_results, _findings, audit, Title, Missing);

    /// <summary>
    /// The report as one HTML page: no script, nothing to load, light and dark by the reader's preference, fit for narrow screens and for print.
    /// </summary>
    public string ToHtml() => Page.Of(new ReportContent(Title, new StudyView(_results), _findings, _audit, Missing));

    /// <summary>Writes <see cref="ToHtml"/> to a file, whole or not at all.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveHtml(string path) => TableFiles.Save(path, ToHtml());

    /// <summary>
    /// Writes the tables behind the report as CSV (UTF-8, LF, all digits, missing numbers empty): <c>findings.csv</c>, one or more
    /// for each question (<c>latent_improvement…</c>, <c>fine_tuning_gain…</c>, <c>forgetting…</c>, <c>prompt_sensitivity…</c> and others), <c>audit.csv</c> and <c>audit_rows.csv</c>; and all but the last, rounded, in <c>tables.md</c>.
    /// </summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveTables(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        IReadOnlyList<Table> tables = [.. Tables.Of(_findings), .. Tables.Of(_audit)];
        foreach (Table table in tables)
        {
            TableFiles.Save(Path.Combine(folder, table.Name + ".csv"), TableFiles.Csv(table));
        }

        TableFiles.Save(Path.Combine(folder, "tables.md"), TableFiles.Markdown(Title, tables.SkipLast(1)));
    }

    /// <summary>
    /// Writes every picture of the report as SVG and as PNG (light colours on white, two pixels a unit): <c>curves-TASK</c>, <c>gains</c>,
    /// <c>forgetting</c>, <c>formats-…</c>. The letters of the PNG files are those of DejaVu Sans Condensed, which the library holds, so that they are the
    /// same on every machine; characters that it lacks, such as Chinese ones, come from a font of the machine, and are boxes where there is none.
    /// </summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <param name="cancellationToken">Stops the writing between two files.</param>
    /// <exception cref="AmuroException">
    /// The place cannot be written, or SkiaSharp's native library is missing; in that case all SVG files are there and no PNG file.
    /// </exception>
    public void SavePictures(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var view = new StudyView(_results);
        PictureFiles.Save(
            [
                .. Curves.Pictures(view, new CurveMarks(_findings.Latent)),
                .. Gains.Pictures(_findings.Gain),
                .. ForgettingMatrix.Pictures(view, _findings),
                .. FormatSpread.Pictures(view, _findings.PromptSensitivity),
            ],
            folder, cancellationToken);
    }

    /// <summary>
    /// Writes everything that a study leaves behind: <c>report.html</c>, <c>findings.json</c>, <c>audit.json</c>, the results (<c>scores.csv</c>,
    /// <c>items.parquet</c>, <c>settings.json</c>), the tables of the report in the folder <c>tables</c> and, last, its pictures in the folder <c>pictures</c>.
    /// </summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <param name="cancellationToken">Stops the writing between two files.</param>
    /// <returns>Full path of the report.</returns>
    /// <exception cref="AmuroException">
    /// The place cannot be written, or SkiaSharp's native library is missing; in that case all but the PNG files is there.
    /// </exception>
    public async Task<string> SaveAllAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string report = Path.GetFullPath(Path.Combine(folder, "report.html"));
        await _results.SaveAsync(folder, cancellationToken).ConfigureAwait(false);
        _findings.SaveJson(Path.Combine(folder, "findings.json"));
        _audit.SaveJson(Path.Combine(folder, "audit.json"));
        SaveTables(Path.Combine(folder, "tables"));
        SaveHtml(report);
        SavePictures(Path.Combine(folder, "pictures"), cancellationToken);
        return report;
    }
}
