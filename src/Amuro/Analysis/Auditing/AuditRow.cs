using System.Collections.Immutable;
using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>A score that a finding of the audit is about.</summary>
public sealed record AuditRow
{
    /// <summary>The score, with file and line where it was imported; made of the item records where the score table lacks it.</summary>
    public required ScoreRow Score { get; init; }

    /// <summary>What is particular about this row, such as the class whose share it equals; often empty.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Named numbers about this row beside those of <see cref="Score"/>; often empty.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}
