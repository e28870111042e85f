using System.Globalization;
using System.Text.Json;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/bootstrap.json.</summary>
internal static class BootstrapReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["cases"] = StatisticsReference.Each(GivenResamples),
        ["complete_enumeration"] = StatisticsReference.Each(AllResamples),
        ["large_b"] = StatisticsReference.Each(ManyResamples),
    };

    private static Dictionary<string, object?> GivenResamples(JsonElement item)
    {
        double[][] data = item.GetProperty("input").Table("data");
        int[][] draws = [.. item.GetProperty("input").Table("resample_index").Select(d => d.Select(i => (int)i).ToArray())];
        return item.GetProperty("expected").EnumerateObject().ToDictionary(statistic => statistic.Name, object? (statistic) =>
        {
            double[] last = statistic.Name == "mean_difference" ? [.. data[0].Zip(data[1], (a, b) => b - a)] : data[^1];
            bool mean = statistic.Name.StartsWith("mean", StringComparison.Ordinal);
            BootstrapDistribution found = Bootstrap.OfDraws(
                last.Length, Statistic(statistic.Name, data), draws, mean ? ResampleStatistics.StandardErrorOfMean(last) : null);
            return new Dictionary<string, object?>
            {
                ["theta"] = found.Value,
                ["distribution"] = found.Values,
                ["standard_error"] = found.StandardError,
                ["intervals"] = statistic.Value.GetProperty("intervals").EnumerateArray().Select(i => Intervals(found, i.Number("level"))).ToArray(),
            };
        });
    }

    private static Dictionary<string, object?> Intervals(BootstrapDistribution found, double level)
    {
        BcaInterval bca = found.Bca(level);
        return new()
        {
            ["level"] = level,
            ["percentile"] = StatisticsReference.Ends(found.Percentile(level)),
            ["basic"] = StatisticsReference.Ends(found.Basic(level)),
            ["bca"] = StatisticsReference.Ends(bca.Interval),
            ["bca_z0"] = bca.Bias,
            ["bca_acceleration"] = bca.Acceleration,
            ["bca_quantiles"] = new[] { bca.LowQuantile, bca.HighQuantile },
            ["midpoint"] = found.Midpoint(level),
            ["percentile_less"] = StatisticsReference.Ends(found.PercentileBelow(level)),
            ["percentile_greater"] = StatisticsReference.Ends(found.PercentileAbove(level)),
            ["studentised"] = StatisticsReference.Ends(found.Studentised(level).Interval),
            ["studentised_skipped"] = found.Studentised(level).Skipped,
        };
    }

    // All n^n resamples give the exact numbers; random ones must lie in the ranges given.
    private static Dictionary<string, object?> AllResamples(JsonElement item)
    {
        double[] data = item.GetProperty("input").Doubles("data");
        ResampleStatistic statistic = Statistic(item.GetProperty("input").GetProperty("statistic").GetString()!, [data]);
        int n = data.Length, count = Enumerable.Repeat(n, n).Aggregate((a, b) => a * b);
        int[][] draws = [.. Enumerable.Range(0, count).Select(code => Enumerable.Range(0, n).Select(digit => code / (int)Math.Pow(n, digit) % n).ToArray())];
        BootstrapDistribution all = Bootstrap.OfDraws(n, statistic, draws);
        BootstrapDistribution random = Bootstrap.Of(n, statistic, item.GetProperty("resamples").GetInt32(), seed: 1);
        double deviation = all.StandardError.Value * Math.Sqrt((count - 1.0) / count);
        bool near = Math.Abs(random.Values.Average() - all.Values.Average()) <= item.Number("tolerance_mean_absolute")
            && Math.Abs((random.StandardError.Value / deviation) - 1) <= item.Number("tolerance_sd_relative");
        return new()
        {
            ["mean_of_distribution"] = near ? all.Values.Average() : double.NaN,
            ["sd_of_distribution"] = near ? deviation : double.NaN,
            ["intervals"] = item.GetProperty("expected").GetProperty("intervals").EnumerateObject().ToDictionary(i => i.Name, object? (i) =>
            {
                double level = double.Parse(i.Name, CultureInfo.InvariantCulture);
                Interval sampled = random.Percentile(level);
                return new Dictionary<string, object?>
                {
                    ["percentile"] = StatisticsReference.Ends(all.Percentile(level)),
                    ["basic"] = StatisticsReference.Ends(all.Basic(level)),
                    ["accept_percentile_low"] = new Within(sampled.Low),
                    ["accept_percentile_high"] = new Within(sampled.High),
                };
            }),
        };
    }

    private static Dictionary<string, object?> ManyResamples(JsonElement item)
    {
        double[] data = item.GetProperty("input").Doubles("data");
        double level = item.GetProperty("input").Number("level"), absolute = item.Number("tolerance_absolute");
        BootstrapDistribution found = Bootstrap.Of(data.Length, ResampleStatistics.Mean(data), item.GetProperty("resamples").GetInt32(), seed: 1);
        return new()
        {
            ["standard_error"] = new Near(found.StandardError, item.Number("tolerance_sd_relative"), 0),
            ["percentile_normal_limit"] = new Near(StatisticsReference.Ends(found.Percentile(level)), 0, absolute),
            ["midpoint"] = new Near(found.Midpoint(level), 0, absolute),
        };
    }

    private static ResampleStatistic Statistic(string name, double[][] data) => name switch
    {
        "mean" => ResampleStatistics.Mean(data[0]),
        "median" => ResampleStatistics.Median(data[0]),
        "sd" => ResampleStatistics.StandardDeviation(data[0]),
        "mean_difference" => ResampleStatistics.MeanDifference(data[0], data[1]),
        "ratio_of_sums" => ResampleStatistics.RatioOfSums(data[0], data[1]),
        "pearson" => ResampleStatistics.Correlation(data[0], data[1]),
        _ => throw new ArgumentException($"statistic: expected one that is known, found {name}"),
    };
}
