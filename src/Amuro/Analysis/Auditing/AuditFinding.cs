using System.Collections.Immutable;

namespace Amuro.Analysis.Auditing;

/// <summary>One problem of the data: what it is, where it is, and what it does to the conclusions.</summary>
public sealed record AuditFinding
{
    /// <summary>Name of the rule that found it, such as <c>zero_standard_error</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>How much it matters.</summary>
    public required AuditSeverity Severity { get; init; }

    /// <summary>What was found, in plain English with its figures.</summary>
    public required string Statement { get; init; }

    /// <summary>What it does to the conclusions, in plain English.</summary>
    public required string Consequence { get; init; }

    /// <summary>The rows concerned, in the order of the table; empty where rows are missing or the whole table is meant.</summary>
    public IReadOnlyList<AuditRow> Rows { get; init; } = [];

    /// <summary>Named numbers of the finding, such as <c>ratio_mean</c>, by name.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>False where the finding rests on a fact that was given to the audit, such as class counts or a stated claim.</summary>
    public bool FromTablesAlone { get; init; } = true;
}
