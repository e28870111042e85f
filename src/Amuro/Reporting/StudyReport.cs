using Amuro.Analysis;
using Amuro.Results;

namespace Amuro.Reporting;

/// <summary>The results of a study for people to read: one HTML file with findings, pictures and tables, and tables as files.</summary>
/// <remarks>
/// The report is a function of results, findings and title alone: it holds no time of day, and the same study gives the same bytes.
/// Settings named <c>baseline:NAME:TASK</c> with a number as value appear as columns of the score table.
/// </remarks>
public sealed class StudyReport
{
    private readonly StudyResults _results;
    private readonly FindingsReport _findings;

    /// <summary>A report of results; the findings are drawn with the default options of the analyses.</summary>
    /// <param name="results">The scores, item records and settings of the study.</param>
    public StudyReport(StudyResults results)
        : this(results, FindingsReport.Analyze(results))
    {
    }

    /// <summary>A report of results and of findings that were drawn from them already.</summary>
    /// <param name="results">The scores, item records and settings of the study.</param>
    /// <param name="findings">The answers to the four questions.</param>
    public StudyReport(StudyResults results, FindingsReport findings)
        : this(results, findings, "Pre-training and fine-tuning: a study")
    {
    }

    private StudyReport(StudyResults results, FindingsReport findings, string title)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(findings);
        _results = results;
        _findings = findings;
        Title = title;
    }

    /// <summary>Heading of the report. Default: <c>Pre-training and fine-tuning: a study</c>.</summary>
    public string Title { get; }

    /// <summary>The same report under another heading.</summary>
    /// <param name="title">Plain text; it is encoded where needed.</param>
    public StudyReport WithTitle(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        return new StudyReport(_results, _findings, title);
    }

    /// <summary>
    /// The report as one HTML page: no script, nothing to load, light and dark by the reader's preference, fit for narrow screens and for print.
    /// </summary>
    public string ToHtml() => Page.Of(Title, new StudyView(_results), _findings);

    /// <summary>Writes <see cref="ToHtml"/> to a file, whole or not at all.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveHtml(string path) => TableFiles.Save(path, ToHtml());

    /// <summary>
    /// Writes the tables behind the report as CSV (UTF-8, LF, all digits, missing numbers empty): <c>findings.csv</c>, <c>latent_improvement.csv</c>,
    /// <c>latent_improvement_checkpoints.csv</c>, <c>fine_tuning_gain.csv</c>, <c>forgetting.csv</c>, <c>forgetting_matrix.csv</c> (the change at
    /// the last checkpoint, a row for each training task), <c>forgetting_transfer.csv</c>, <c>noise_floors.csv</c>, <c>prompt_sensitivity.csv</c>; and all of them,
    /// rounded, in <c>tables.md</c>.
    /// </summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveTables(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        IReadOnlyList<Table> tables = Tables.Of(_findings);
        foreach (Table table in tables)
        {
            TableFiles.Save(Path.Combine(folder, table.Name + ".csv"), TableFiles.Csv(table));
        }

        TableFiles.Save(Path.Combine(folder, "tables.md"), TableFiles.Markdown(Title, tables));
    }

    /// <summary>
    /// Writes everything that a study leaves behind: <c>report.html</c>, <c>findings.json</c>, the results (<c>scores.csv</c>, <c>items.parquet</c>,
    /// <c>settings.json</c>) and, in the folder <c>tables</c>, the tables of the report.
    /// </summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <param name="cancellationToken">Stops the writing between two files.</param>
    /// <returns>Full path of the report.</returns>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public async Task<string> SaveAllAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string report = Path.GetFullPath(Path.Combine(folder, "report.html"));
        await _results.SaveAsync(folder, cancellationToken).ConfigureAwait(false);
        _findings.SaveJson(Path.Combine(folder, "findings.json"));
        SaveTables(Path.Combine(folder, "tables"));
        SaveHtml(report);
        return report;
    }
}
