namespace Amuro.Analysis.Published;

/// <summary>The gains of a group of tasks at one checkpoint.</summary>
/// <param name="Step">Pre-training step.</param>
/// <param name="Gains">The gains of the group's tasks.</param>
/// <param name="SlopePer100K">Change of the mean raw gain since the checkpoint before, over 100,000 steps; 0 at the first.</param>
public sealed record CheckpointGain(long Step, GainSummary Gains, double SlopePer100K)
{
    /// <summary>One entry for each step of the cells, ascending.</summary>
    /// <param name="cells">The cells of the group.</param>
    public static IReadOnlyList<CheckpointGain> Series(IEnumerable<GainCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var series = new List<CheckpointGain>();
        foreach (IGrouping<long, GainCell> step in cells.GroupBy(c => c.Step).OrderBy(g => g.Key))
        {
            GainSummary gains = GainSummary.Of(step);
            CheckpointGain? before = series.LastOrDefault();
            double slope = before is null ? 0 : (gains.RawMean - before.Gains.RawMean) / (step.Key - before.Step) * 100_000;
            series.Add(new CheckpointGain(step.Key, gains, slope));
        }

        return series.AsReadOnly();
    }
}
