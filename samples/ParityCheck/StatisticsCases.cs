/// <summary>The files of goldens/statistics.</summary>
internal static class StatisticsCases
{
    public static IEnumerable<ParityCase> In(string root) => StatisticsReference.Topics
        .Where(topic => File.Exists(Path.Combine(root, topic + ".json")))
        .SelectMany(topic => StatisticsReference.Cases(root, topic))
        .Select(c => new ParityCase(c.Name, () => Check(c)));

    private static ParityResult Check(StatisticsCase reference)
    {
        Deviation worst = reference.Compare().MaxBy(d => d.Ratio)!;
        return new ParityResult(worst.Ratio, 1, worst.Ratio <= 1 ? null : worst.ToString());
    }
}
