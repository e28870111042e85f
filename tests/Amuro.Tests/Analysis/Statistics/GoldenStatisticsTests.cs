using System.Text.Json;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;

namespace Amuro.Tests.Analysis.Statistics;

/// <summary>
/// Every number of the reference outputs is compared: a key that nothing computes counts as infinitely far (see StatisticsCase).
/// Goldens/statistics are those of shared/goldens/statistics without the series of the paper's tables, which are third-party data.
/// </summary>
public sealed class GoldenStatisticsTests
{
    public static TheoryData<string> Topics => [.. StatisticsReference.Topics];

    [Theory]
    [MemberData(nameof(Topics))]
    public void EveryNumberAgreesWithTheReference(string topic) => Check(Goldens.Path("statistics"), topic);

    [SkippableTheory]
    [MemberData(nameof(Topics))]
    public void EveryNumberOfTheFullFilesAgreesToo(string topic) => Check(SharedData.Require("goldens/statistics"), topic);

    [Fact]
    public void AKeyThatNothingComputesIsADeviation()
    {
        JsonElement expected = JsonDocument.Parse("""{ "found": 1, "missing": 2, "list": [1, 2], "nan": "NaN", "truth": true }""").RootElement;
        StatisticsCase reference = new("case", expected, () => new() { ["found"] = 1.0, ["list"] = new[] { 1.0 }, ["nan"] = 0.0, ["truth"] = 1 });

        Assert.Equal([0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity], reference.Compare().Select(d => d.Ratio));
    }

    private static void Check(string folder, string topic)
    {
        Deviation[] all = [.. StatisticsReference.Cases(folder, topic).SelectMany(c => c.Compare())];

        Assert.NotEmpty(all);
        Assert.Empty(all.Where(d => d.Ratio > 1).Select(d => d.ToString()));
    }

    [Theory]
    [InlineData("trend")]
    [InlineData("bootstrap")]
    public void MannKendallAndClusterBootstrapAgreeWithTheReferenceInTheirOwnForm(string topic)
    {
        foreach (JsonElement item in StatisticsGoldens.Read(topic).GetProperty("cases").EnumerateArray())
        {
            if (topic == "trend")
            {
                DefaultP(item);
            }
            else
            {
                MeansOfClusters(item);
            }
        }
    }

    // The p that is chosen by default.
    private static void DefaultP(JsonElement item)
    {
        JsonElement expected = item.GetProperty("expected"), test = expected.GetProperty("mann_kendall");
        MannKendallResult found = MannKendall.Test(StatisticsGoldens.Doubles(item.GetProperty("input"), "x"), StatisticsGoldens.Doubles(item.GetProperty("input"), "y"));
        double p = test.TryGetProperty("p_exact", out JsonElement exact) ? StatisticsGoldens.Number(exact)
            : test.TryGetProperty("p_permutation", out JsonElement permuted) ? StatisticsGoldens.Number(permuted)
            : !test.GetProperty("has_ties").GetBoolean() && found.N <= 33 ? StatisticsGoldens.Number(expected.GetProperty("kendall"), "p_exact")
            : StatisticsGoldens.Number(test, "p_normal_continuity");
        StatisticsGoldens.Close(p, found.PValue, "p");
    }

    private static void MeansOfClusters(JsonElement item)
    {
        double[][] data = [.. item.GetProperty("input").GetProperty("data").EnumerateArray().Select(StatisticsReference.Doubles)];
        int[][] draws = [.. item.GetProperty("input").GetProperty("resample_index").EnumerateArray().Select(r => r.Deserialize<int[]>()!)];
        double[] values = data.Length == 1 ? data[0] : [.. data[0].Zip(data[1], (a, b) => b - a)];
        JsonElement expected = item.GetProperty("expected").GetProperty(data.Length == 1 ? "mean" : "mean_difference");
        double[] distribution = ClusterBootstrap.Means(values, [.. values.Select(_ => 1.0)], draws);
        foreach (JsonElement interval in expected.GetProperty("intervals").EnumerateArray())
        {
            double[] ends = StatisticsGoldens.Doubles(interval, "percentile");
            Interval found = PercentileInterval.Of(distribution, StatisticsGoldens.Number(interval, "level"));
            StatisticsGoldens.Close(ends[0], found.Low, "low");
            StatisticsGoldens.Close(ends[1], found.High, "high");
        }
    }
}
