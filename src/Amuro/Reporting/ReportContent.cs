using Amuro.Analysis;
using Amuro.Analysis.Auditing;

namespace Amuro.Reporting;

/// <summary>All that a report shows.</summary>
/// <param name="Title">Heading.</param>
/// <param name="View">The scores.</param>
/// <param name="Findings">The answers to the four questions.</param>
/// <param name="Audit">Problems of the data.</param>
/// <param name="Missing">Cells of the study that are not there yet.</param>
internal sealed record ReportContent(string Title, StudyView View, FindingsReport Findings, AuditReport Audit, IReadOnlyList<string> Missing);
