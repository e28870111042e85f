namespace Amuro.Analysis.Auditing;

/// <summary>How much a finding of the audit matters for the conclusions.</summary>
public enum AuditSeverity
{
    /// <summary>Good to know; no conclusion changes. Written <c>note</c>.</summary>
    Note,

    /// <summary>A conclusion that rests on these rows needs a second look. Written <c>warning</c>.</summary>
    Warning,

    /// <summary>These rows do not say what they seem to say; a conclusion that rests on them does not stand. Written <c>serious</c>.</summary>
    Serious,
}
