namespace Amuro.Analysis.Auditing;

/// <summary>How severities are written in files and reports.</summary>
public static class AuditSeverityText
{
    /// <summary>The word of a severity: <c>note</c>, <c>warning</c> or <c>serious</c>.</summary>
    /// <param name="severity">The severity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the three.</exception>
    public static string ToText(this AuditSeverity severity) => severity switch
    {
        AuditSeverity.Note => "note",
        AuditSeverity.Warning => "warning",
        AuditSeverity.Serious => "serious",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Expected one of the three severities."),
    };
}
