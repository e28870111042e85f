using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>Looks through the tables of a study for what would mislead their reader. Immutable: every <c>With…</c> returns a changed copy.</summary>
public sealed record DataAudit
{
    private DataAudit()
    {
    }

    /// <summary>The defaults.</summary>
    public static DataAudit Default { get; } = new();

    /// <summary>A score from which on a model counts as perfect. Default 0.99.</summary>
    public double PerfectScore { get; private init; } = 0.99;

    /// <summary>Sets <see cref="PerfectScore"/>.</summary>
    /// <param name="score">Above 0, at most 1.</param>
    public DataAudit WithPerfectScore(double score) => this with { PerfectScore = score };

    /// <summary>Runs all rules.</summary>
    /// <param name="results">Scores and, better, item records.</param>
    public AuditReport Run(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new AuditReport([]);
    }
}
