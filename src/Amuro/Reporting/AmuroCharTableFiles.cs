using System.Globalization;
using Amuro.Analysis.Published;
using static Amuro.Reporting.Numbers;

namespace Amuro.Reporting;

/// <summary>Writes the figures of <see cref="AmuroCharFigures"/> as CSV files.</summary>
public static class AmuroCharTableFiles
{
    private static readonly string[] s_summary = ["n", "raw_mean", "raw_sd", "ratio_mean", "ratio_sd", "ratio_median", "ratio_of_sums"];

    /// <summary>
    /// Writes <c>table6.csv</c> (ratios in percent; <c>pt_learned</c> counts sciq twice, as the paper does, <c>pt_learned_once</c> once),
    /// <c>families.csv</c>, <c>format_spread.csv</c> and <c>trends.csv</c>, each whole or not at all.
    /// </summary>
    /// <param name="figures">The figures.</param>
    /// <param name="folder">The folder; it is created.</param>
    /// <exception cref="AmuroException">The folder cannot be written.</exception>
    public static void Save(AmuroCharFigures figures, string folder)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (Table table in (Table[])[Table6(figures), Families(figures), Formats(figures), Trends(figures)])
        {
            TableFiles.Save(Path.Combine(folder, table.Name + ".csv"), TableFiles.Csv(table));
        }
    }

    private static Table Table6(AmuroCharFigures figures)
    {
        var published = figures.PretrainingLearnedAsPublished.ToDictionary(c => c.Step);
        var once = figures.PretrainingLearned.ToDictionary(c => c.Step);
        return new Table(
            "table6",
            [
                "step", "ft_learned_raw", "ft_learned_ratio", "pt_learned_raw", "pt_learned_ratio", "ft_learned_ratio_of_sums", "pt_learned_ratio_of_sums",
                "ft_learned_slope_per_100k", "pt_learned_slope_per_100k", "pt_learned_once_raw", "pt_learned_once_ratio", "pt_learned_once_ratio_of_sums", "pt_learned_once_slope_per_100k",
            ],
            [
                .. figures.FineTuningLearned.Select(string[] (ft) =>
                {
                    (CheckpointGain pt, CheckpointGain single) = (published[ft.Step], once[ft.Step]);
                    return
                    [
                        Whole(ft.Step), Exact(ft.Gains.RawMean), Percent(ft.Gains.RatioMean), Exact(pt.Gains.RawMean), Percent(pt.Gains.RatioMean),
                        Percent(ft.Gains.RatioOfSums), Percent(pt.Gains.RatioOfSums), Exact(ft.SlopePer100K), Exact(pt.SlopePer100K),
                        Exact(single.Gains.RawMean), Percent(single.Gains.RatioMean), Percent(single.Gains.RatioOfSums), Exact(single.SlopePer100K),
                    ];
                }),
            ]);
    }

    private static Table Families(AmuroCharFigures figures) => new(
        "families",
        ["group", "tuned_on", "task", .. s_summary, "most_influential_step", "most_influential_tuned_on", "most_influential_task", "ratio_mean_without"],
        [
            .. figures.Families.Concat(figures.Crossings).SelectMany(group => group.Gains.Cells.Select(c => (c.TunedOn, c.Task)).Distinct().Prepend(("", ""))
                .Select(string[] (pair) =>
                {
                    GainSummary gains = pair.Item1.Length == 0 ? group.Gains : group.Gains.Pair(pair.Item1, pair.Item2);
                    return
                    [
                        group.Name, pair.Item1, pair.Item2, .. Summary(gains),
                        gains.MostInfluential is { } most ? Whole(most.Step) : "", gains.MostInfluential?.TunedOn ?? "", gains.MostInfluential?.Task ?? "",
                        Exact(gains.RatioMeanWithout),
                    ];
                })),
            .. figures.OutOfDomain.Select(string[] (c) => [$"out_of_domain at {Whole(c.Step)}", "", "", .. Summary(c.Gains), "", "", "", ""]),
        ]);

    private static Table Formats(AmuroCharFigures figures) => new(
        "format_spread",
        ["task", "tuned_on", "step", "default", "instruct", "inputoutput", "spread", "relative_spread", "sd_population", "default_minus_instruct", "spread_trend_tau", "spread_trend_p", "relative_spread_trend_tau", "relative_spread_trend_p"],
        [
            .. figures.Formats.SelectMany(series => series.Checkpoints.Select(string[] (c) =>
            [
                series.Task, series.TunedOn, Whole(c.Step), .. c.Formats.Select(f => Exact(f.Score)), Exact(c.Spread), Exact(c.RelativeSpread), Exact(c.Deviation),
                Exact(c.Difference("default", "instruct")), Exact(series.SpreadTrend.Tau), Exact(series.SpreadTrend.PValue),
                Exact(series.RelativeSpreadTrend.Tau), Exact(series.RelativeSpreadTrend.PValue),
            ])),
        ]);

    private static Table Trends(AmuroCharFigures figures) => new(
        "trends",
        ["curve", "n", "s", "tau", "p", "p_method", "p_holm", "p_benjamini_hochberg", "slope_per_100k", "slope_low", "slope_high"],
        [
            .. figures.Trends.Select(string[] (t) =>
            [
                t.Name, Whole(t.Test.N), Exact(t.Test.S), Exact(t.Test.Tau), Exact(t.Test.PValue), t.Test.Method.ToString().ToLowerInvariant(), Exact(t.HolmPValue),
                Exact(t.BenjaminiHochbergPValue), Exact(t.SlopePer100K.Slope), Exact(t.SlopePer100K.Interval.Low), Exact(t.SlopePer100K.Interval.High),
            ]),
        ]);

    private static string[] Summary(GainSummary gains) =>
    [
        Whole(gains.N), Exact(gains.RawMean), Exact(gains.RawDeviation), Exact(gains.RatioMean), Exact(gains.RatioDeviation), Exact(gains.RatioMedian), Exact(gains.RatioOfSums),
    ];

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double ratio) => Exact(100 * ratio);
}
