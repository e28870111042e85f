using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>The score of a task before and after fine-tuning of one checkpoint, means over the seeds.</summary>
/// <param name="Key">What was evaluated after fine-tuning; the seed is 0.</param>
/// <param name="Step">Pre-training step of the checkpoint.</param>
/// <param name="Before">Rows of the base model, one for each seed.</param>
/// <param name="After">Rows of the fine-tuned models, one for each seed.</param>
internal sealed record AuditGain(ScoreKey Key, long Step, IReadOnlyList<ScoreRow> Before, IReadOnlyList<ScoreRow> After)
{
    public double Base { get; } = Before.Average(r => r.Score);

    public double Tuned { get; } = After.Average(r => r.Score);

    public double Raw => Tuned - Base;

    /// <summary><see cref="Raw"/> over the base score; NaN where that is 0.</summary>
    public double Ratio => Base == 0 ? double.NaN : Raw / Base;

    public TaskRelation Split => After[0].Split;

    public IEnumerable<ScoreRow> Rows => Before.Concat(After);

    /// <summary>The gains of a table, by what was evaluated and step.</summary>
    public static IReadOnlyList<AuditGain> Of(AuditTables tables) =>
    [
        .. tables.Series.Where(s => s.Key.Stage == Stage.FineTuned)
            .GroupBy(s => s.Key with { Seed = 0 })
            .SelectMany(seeds => seeds.SelectMany(s => s.Rows).Where(r => !double.IsNaN(r.Score)).GroupBy(r => r.Step)
                .Select(step => (seeds.Key, Step: step.Key, Before: tables.Base(seeds.Key, step.Key), After: step.ToArray())))
            .Where(c => c.Before.Count > 0 && !c.Before.Any(r => double.IsNaN(r.Score)))
            .Select(c => new AuditGain(c.Key, c.Step, c.Before, c.After)),
    ];
}
