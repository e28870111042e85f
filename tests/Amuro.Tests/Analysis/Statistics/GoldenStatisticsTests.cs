using System.Text.Json;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class GoldenStatisticsTests
{
    public static TheoryData<string> TrendCases => StatisticsGoldens.Names("trend", "cases");

    public static TheoryData<string> SignFlipCases => StatisticsGoldens.Names("paired", "cases", c => c.GetProperty("expected").TryGetProperty("sign_flip", out JsonElement flips) && flips.ValueKind == JsonValueKind.Object);

    public static TheoryData<string> ClusteredCases => StatisticsGoldens.Names("paired", "clustered");

    public static TheoryData<string> HolmCases => StatisticsGoldens.Names("multiple", "cases");

    public static TheoryData<string> BootstrapCases => StatisticsGoldens.Names("bootstrap", "cases");

    [Theory]
    [MemberData(nameof(TrendCases))]
    public void MannKendallAgreesWithTheReference(string name)
    {
        JsonElement input = StatisticsGoldens.Case("trend", "cases", name).GetProperty("input");
        JsonElement expected = StatisticsGoldens.Case("trend", "cases", name).GetProperty("expected");
        JsonElement test = expected.GetProperty("mann_kendall");
        MannKendallResult found = MannKendall.Test(input.Doubles("x"), input.Doubles("y"));

        StatisticsGoldens.Close(test.Number("s"), found.S, "S");
        StatisticsGoldens.Close(test.Number("var_s"), found.Variance, "variance");
        StatisticsGoldens.Close(test.Number("tau_a"), found.Tau, "tau");
        StatisticsGoldens.Close(test.Number("z_continuity"), found.Z, "z");
        bool ties = test.GetProperty("has_ties").GetBoolean();
        double p = test.TryGetProperty("p_exact", out JsonElement exact) ? StatisticsGoldens.Number(exact)
            : test.TryGetProperty("p_permutation", out JsonElement permuted) ? StatisticsGoldens.Number(permuted)
            : !ties && found.N <= 33 ? expected.GetProperty("kendall").Number("p_exact")
            : test.Number("p_normal_continuity");
        StatisticsGoldens.Close(p, found.PValue, "p");
    }

    [Theory]
    [MemberData(nameof(TrendCases))]
    public void TheilSenAgreesWithTheReference(string name)
    {
        JsonElement input = StatisticsGoldens.Case("trend", "cases", name).GetProperty("input");
        JsonElement expected = StatisticsGoldens.Case("trend", "cases", name).GetProperty("expected").GetProperty("theil_sen");
        TheilSenResult found = TheilSen.Fit(input.Doubles("x"), input.Doubles("y"));
        TheilSenResult narrow = TheilSen.Fit(input.Doubles("x"), input.Doubles("y"), 0.9);

        StatisticsGoldens.CloseRelative(expected.Number("slope"), found.Slope, "slope");
        StatisticsGoldens.CloseRelative(expected.Number("intercept_separate"), found.Intercept, "intercept");
        StatisticsGoldens.CloseRelative(expected.Number("low"), found.Interval.Low, "low");
        StatisticsGoldens.CloseRelative(expected.Number("high"), found.Interval.High, "high");
        StatisticsGoldens.CloseRelative(expected.Number("low_90"), narrow.Interval.Low, "low of 90 %");
        StatisticsGoldens.CloseRelative(expected.Number("high_90"), narrow.Interval.High, "high of 90 %");
    }

    [Theory]
    [MemberData(nameof(TrendCases))]
    public void SpearmanAgreesWithTheReference(string name)
    {
        JsonElement input = StatisticsGoldens.Case("trend", "cases", name).GetProperty("input");
        JsonElement expected = StatisticsGoldens.Case("trend", "cases", name).GetProperty("expected").GetProperty("spearman");
        (double rho, double p) = Spearman.Test(input.Doubles("x"), input.Doubles("y"));

        StatisticsGoldens.Close(expected.Number("rho"), rho, "rho");
        StatisticsGoldens.Close(expected.Number("p_t"), p, "p");
    }

    [Fact]
    public void WilsonAgreesWithTheReference()
    {
        int count = 0;
        foreach (JsonElement item in StatisticsGoldens.Read("interval").GetProperty("proportion").EnumerateArray())
        {
            JsonElement input = item.GetProperty("input");
            double[] expected = item.GetProperty("expected").Doubles("wilson");
            Interval found = WilsonInterval.Of(input.Number("k"), input.Number("n"), input.Number("level"));
            StatisticsGoldens.Close(expected[0], found.Low, $"low of {input}");
            StatisticsGoldens.Close(expected[1], found.High, $"high of {input}");
            count++;
        }

        Assert.Equal(76, count);
    }

    [Theory]
    [MemberData(nameof(HolmCases))]
    public void HolmAgreesWithTheReference(string name)
    {
        JsonElement item = StatisticsGoldens.Case("multiple", "cases", name);
        double[] expected = item.GetProperty("expected").GetProperty("holm").Doubles("adjusted");
        double[] found = Holm.Adjust(item.GetProperty("input").Doubles("p"));

        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            StatisticsGoldens.Close(expected[i], found[i], $"p {i}");
        }
    }

    [Theory]
    [MemberData(nameof(SignFlipCases))]
    public void SignFlipsAgreeWithTheReference(string name)
    {
        JsonElement item = StatisticsGoldens.Case("paired", "cases", name);
        double[] a = item.GetProperty("input").Doubles("a");
        double[] b = item.GetProperty("input").Doubles("b");
        double p = SignFlip.PValue([.. a.Zip(b, (x, y) => y - x)]);

        StatisticsGoldens.Close(item.GetProperty("expected").GetProperty("sign_flip").Number("p_abs"), p, "p");
    }

    [Theory]
    [MemberData(nameof(ClusteredCases))]
    public void ClusteredStandardErrorAgreesWithTheReference(string name)
    {
        JsonElement item = StatisticsGoldens.Case("paired", "clustered", name);
        JsonElement input = item.GetProperty("input");
        double[] a = input.Doubles("a");
        double[] b = input.Doubles("b");
        string[] clusters = [.. input.GetProperty("cluster").EnumerateArray().Select(c => c.ToString())];
        (string, double[])[] series = [("a", a), ("b", b), ("difference", [.. a.Zip(b, (x, y) => y - x)])];
        foreach ((string key, double[] values) in series)
        {
            double expected = item.GetProperty("expected").GetProperty(key).Number("se_clustered");
            StatisticsGoldens.Close(expected, ClusteredStandardError.Of(values, clusters), key);
        }
    }

    [Theory]
    [MemberData(nameof(BootstrapCases))]
    public void PercentileIntervalsAgreeWithTheReferenceOnItsResamples(string name)
    {
        JsonElement item = StatisticsGoldens.Case("bootstrap", "cases", name);
        double[][] data = [.. item.GetProperty("input").GetProperty("data").EnumerateArray().Select(d => d.EnumerateArray().Select(StatisticsGoldens.Number).ToArray())];
        int[][] draws = [.. item.GetProperty("input").GetProperty("resample_index").EnumerateArray().Select(r => r.EnumerateArray().Select(i => i.GetInt32()).ToArray())];
        double[] values = data.Length == 1 ? data[0] : [.. data[0].Zip(data[1], (a, b) => b - a)];
        JsonElement expected = item.GetProperty("expected").GetProperty(data.Length == 1 ? "mean" : "mean_difference");
        double[] distribution = ClusterBootstrap.Means(values, [.. values.Select(_ => 1.0)], draws);

        double[] reference = expected.Doubles("distribution");
        Assert.Equal(reference.Length, distribution.Length);
        for (int b = 0; b < reference.Length; b++)
        {
            StatisticsGoldens.Close(reference[b], distribution[b], $"resample {b}");
        }

        foreach (JsonElement interval in expected.GetProperty("intervals").EnumerateArray())
        {
            double[] ends = interval.Doubles("percentile");
            Interval found = PercentileInterval.Of(distribution, interval.Number("level"));
            StatisticsGoldens.Close(ends[0], found.Low, "low");
            StatisticsGoldens.Close(ends[1], found.High, "high");
        }
    }
}
