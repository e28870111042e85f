using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>A mean of relative gains that one cell drives, as a tiny base score does. A note where no text states such a mean.</summary>
internal sealed class RatioDrivenByOneCell : IAuditRule
{
    private const int FewestCells = 8;

    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        Driven[] driven = [.. AuditGroup.Of(tables).Select(g => Driven.Of(g, tables.Options)).OfType<Driven>()];
        foreach (Driven group in driven.Where(d => d.Group.Stated is not null))
        {
            yield return Finding(tables, group, "", [group]);
        }

        // The table's own groups overlap in their cells: one finding, about the one that a cell drives most.
        Driven[] own = [.. driven.Where(d => d.Group.Stated is null).OrderByDescending(d => d.Share)];
        if (own.Length > 0)
        {
            string others = own.Length == 1 ? "" : $" The same holds for {Say.List(own.Skip(1).Select(d => Say.Text($"{d.Group.Name}: {Say.Number(d.Mean)}, {Say.Number(d.Without)} without {Say.Row(d.Most.After[0])}")), "; ")}.";
            yield return Finding(tables, own[0], others, own);
        }
    }

    private static AuditFinding Finding(AuditTables tables, Driven found, string others, Driven[] all)
    {
        (AuditGroup group, AuditGain[] cells, AuditGain most) = (found.Group, found.Cells, found.Most);
        AuditGain[] left = [.. cells.Except(found.SameBase)];
        double ofSums = group.Gains.Sum(g => g.Raw) / group.Gains.Sum(g => g.Base);
        double median = Quantiles.Median([.. cells.Select(g => g.Ratio).Order()]);
        string several = found.SameBase.Length > 1 ? Say.Text($" That base score enters {found.SameBase.Length} cells; without all of them the mean is {Say.Number(Mean(left))}.") : "";
        return new AuditFinding
        {
            Rule = "ratio_driven_by_one_cell",
            Severity = group.Stated is null ? AuditSeverity.Note : AuditSeverity.Warning,
            Statement = Say.Text($"The mean relative gain of the group '{group.Name}' ({cells.Length} cells) is {Say.Number(found.Mean)}, but {Say.Number(found.Without)} without one cell: {Say.Row(most.After[0])}, from {Say.Number(most.Base)} to {Say.Number(most.Tuned)}, a relative gain of {Say.Number(most.Ratio)}.{several} The median is {Say.Number(median)}, the ratio of the sums {Say.Number(ofSums)}.{others}"),
            Consequence = "The mean of ratios says more about one small base score than about the group. Use the ratio of sums or the median.",
            Rows = tables.InOrder(all.SelectMany(d => d.SameBase).SelectMany(g => g.Rows)),
            Figures = Figures.Of(
                ("n", cells.Length), ("ratio_mean", found.Mean), ("ratio_mean_without", found.Without), ("share_of_squares", found.Share),
                ("ratio_mean_without_base", Mean(left)), ("ratio_mean_without_checkpoint", Mean([.. cells.Where(g => g.Step != most.Step)])),
                ("ratio_median", median), ("ratio_of_sums", ofSums), ("cell_step", most.Step), ("cell_base", most.Base), ("cell_tuned", most.Tuned), ("cell_ratio", most.Ratio)),
            FromTablesAlone = group.Stated is null,
        };
    }

    private static double Mean(AuditGain[] cells) => cells.Length == 0 ? double.NaN : cells.Average(g => g.Ratio);

    /// <summary>A group whose mean of ratios one cell drives.</summary>
    private sealed record Driven(AuditGroup Group, AuditGain[] Cells, AuditGain Most, double Mean, double Without, double Share)
    {
        public double Shift => Math.Abs(Without - Mean);

        /// <summary>The cells whose ratio has the same base score below it.</summary>
        public AuditGain[] SameBase { get; } = [.. Cells.Where(g => g.Before.SequenceEqual(Most.Before, ReferenceEqualityComparer.Instance))];

        /// <summary>Null if no cell drives the mean.</summary>
        public static Driven? Of(AuditGroup group, DataAudit options)
        {
            AuditGain[] cells = [.. group.Gains.Where(g => !double.IsNaN(g.Ratio))];
            if (cells.Length < FewestCells)
            {
                return null;
            }

            double mean = cells.Average(g => g.Ratio);
            AuditGain most = cells.MaxBy(g => Math.Abs(g.Ratio - mean))!;
            double without = ((mean * cells.Length) - most.Ratio) / (cells.Length - 1);
            double share = Square(most.Ratio - mean) / cells.Sum(g => Square(g.Ratio - mean));
            var driven = new Driven(group, cells, most, mean, without, share);
            return share > options.OutlierShare && driven.Shift >= options.OutlierShift ? driven : null;
        }

        private static double Square(double value) => value * value;
    }
}
