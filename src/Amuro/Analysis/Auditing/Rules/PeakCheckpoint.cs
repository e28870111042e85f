namespace Amuro.Analysis.Auditing.Rules;

/// <summary>The checkpoint at which a text says that a group's mean gain is highest is not that checkpoint.</summary>
internal sealed class PeakCheckpoint : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        foreach (AuditGroup group in AuditGroup.OfText(tables).Where(g => g.Stated!.PeakStep is not null))
        {
            long stated = group.Stated!.PeakStep!.Value;
            AuditGain[][] steps = [.. group.Gains.GroupBy(g => g.Step).Select(g => g.ToArray())];
            AuditGain[][] whole = [.. steps.Where(s => s.Length == steps.Max(all => all.Length))];
            AuditGain[] peak = whole.MaxBy(Mean)!;
            if (peak[0].Step != stated)
            {
                yield return Finding(tables, group, stated, whole, peak);
            }
        }
    }

    private static AuditFinding Finding(AuditTables tables, AuditGroup group, long stated, AuditGain[][] steps, AuditGain[] peak)
    {
        AuditGain[]? claimed = steps.FirstOrDefault(s => s[0].Step == stated);
        AuditGain[] relative = steps.MaxBy(s => s.Where(g => !double.IsNaN(g.Ratio)).Select(g => g.Ratio).DefaultIfEmpty(double.NegativeInfinity).Average())!;
        double ahead = claimed is null ? double.NaN : Mean(peak) - Mean(claimed);
        string there = claimed is null
            ? "of which the table has no complete scores"
            : $"where it is {Say.Number(Mean(claimed))}, {Say.Number(ahead)} less";
        return new AuditFinding
        {
            Rule = "peak_checkpoint",
            Severity = AuditSeverity.Serious,
            Statement = Say.Text($"The mean gain of the group '{group.Name}' is highest at step {peak[0].Step} ({Say.Number(Mean(peak))}); the text says at step {stated}, {there}. The mean of the relative gains is highest at step {relative[0].Step}."),
            Consequence = ahead < tables.Options.SmallestDifference
                ? Say.Text($"The scores do not say that fine-tuning pays most at the stated checkpoint; and as the two are less than {Say.Number(tables.Options.SmallestDifference)} apart, neither stands out.")
                : "The scores do not say that fine-tuning pays most at the stated checkpoint.",
            Rows = tables.InOrder((claimed ?? []).Concat(peak).SelectMany(g => g.Rows)),
            Figures = Figures.Of(("peak_raw", peak[0].Step),
                ("peak_ratio", relative[0].Step),
                ("peak_stated", stated),
                ("peak_raw_minus_stated", ahead)),
            FromTablesAlone = false,
        };
    }

    private static double Mean(AuditGain[] gains) => gains.Average(g => g.Raw);
}
