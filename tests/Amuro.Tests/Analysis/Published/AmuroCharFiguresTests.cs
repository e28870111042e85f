using System.Globalization;
using System.Text.Json;
using Amuro.Analysis.Published;
using Amuro.Analysis.Statistics;
using Amuro.Results.Importers;
using Amuro.Tests.Analysis.Statistics;

namespace Amuro.Tests.Analysis.Published;

/// <summary>Every figure that is computed from the paper's tables, against shared/goldens/statistics/paper.json.</summary>
public sealed class AmuroCharFiguresTests
{
    private static readonly string[] s_about = ["name", "versions", "checkpoints", "steps_for_trend", "rows"];

    private static readonly string[] s_produced = ["table6", "ood_by_family", "ood_all_by_checkpoint", "cross_task", "format_spread", "trends"];

    // By the auditor: AmuroCharAuditTests.
    private static readonly string[] s_audited = ["noise_floor", "implied_items_from_se", "missing_4shot_cells", "stray_rows", "audit"];

    private static readonly Lazy<AmuroCharFigures> s_figures = new(() => AmuroCharFigures.Of(AmuroCharTables.Import(SharedData.Require("data/paper")).Scores));

    private static readonly Lazy<JsonElement> s_paper = new(() => JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/statistics/paper.json"))).RootElement);

    private static AmuroCharFigures Figures => s_figures.Value;

    private static JsonElement Paper => s_paper.Value;

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Every_part_of_the_reference_is_produced() =>
        Assert.Equal([.. s_about.Concat(s_produced).Concat(s_audited).Order(StringComparer.Ordinal)], Paper.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

    [SkippableTheory]
    [Trait("Category", "Shared")]
    [InlineData("ft_learned")]
    [InlineData("pt_learned_sciq_once")]
    [InlineData("pt_learned_sciq_twice")]
    public void Table_6_is_the_published_one(string group)
    {
        IReadOnlyList<CheckpointGain> found = group switch
        {
            "ft_learned" => Figures.FineTuningLearned,
            "pt_learned_sciq_once" => Figures.PretrainingLearned,
            _ => Figures.PretrainingLearnedAsPublished,
        };
        JsonElement[] expected = [.. Paper.GetProperty("table6").GetProperty(group).GetProperty("by_checkpoint").EnumerateArray()];
        AmuroCharFigures late = AmuroCharFigures.Of(AmuroCharTables.Import(SharedData.Require("data/paper"), mainStep: 750_000).Scores);
        IReadOnlyList<CheckpointGain> other = group switch
        {
            "ft_learned" => late.FineTuningLearned,
            "pt_learned_sciq_once" => late.PretrainingLearned,
            _ => late.PretrainingLearnedAsPublished,
        };
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(Step(expected[i].GetProperty("checkpoint").GetString()!), found[i].Step);
            Assert.Equal(expected[i].Number("n"), found[i].Gains.N);
            StatisticsGoldens.Close(expected[i].Number("raw"), found[i].Gains.RawMean, "raw");
            StatisticsGoldens.Close(expected[i].Number("ratio_percent"), 100 * found[i].Gains.RatioMean, "ratio");
            StatisticsGoldens.Close(expected[i].Number("ratio_of_sums_percent"), 100 * found[i].Gains.RatioOfSums, "ratio of sums");
            StatisticsGoldens.Close(expected[i].Number("slope_per_100k_main_at_738020"), found[i].SlopePer100K, "slope");
            StatisticsGoldens.Close(expected[i].Number("slope_per_100k_main_at_750000"), other[i].SlopePer100K, "slope to 750000");
            AssertCells(expected[i].GetProperty("cells"), found[i].Gains.Cells, found[i].Step);
        }

        JsonElement table = Paper.GetProperty("table6").GetProperty(group);
        Assert.Equal(Step(table.GetProperty("peak_raw").GetString()!), found.MaxBy(c => c.Gains.RawMean)!.Step);
        Assert.Equal(Step(table.GetProperty("peak_ratio").GetString()!), found.MaxBy(c => c.Gains.RatioMean)!.Step);
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Families_and_crossings_are_the_published_ones()
    {
        Assert.Equal(Paper.GetProperty("ood_by_family").EnumerateObject().Select(p => p.Name), Figures.Families.Select(f => f.Name));
        Assert.Equal(Paper.GetProperty("cross_task").EnumerateObject().Select(p => p.Name), Figures.Crossings.Select(f => f.Name));
        foreach (NamedGains group in Figures.Families.Concat(Figures.Crossings))
        {
            JsonElement expected = Paper.GetProperty(Figures.Families.Contains(group) ? "ood_by_family" : "cross_task").GetProperty(group.Name);
            AssertSummary(expected, group.Gains, group.Name);
        }

        foreach ((JsonProperty expected, CheckpointGain found) in Paper.GetProperty("ood_all_by_checkpoint").EnumerateObject().Zip(Figures.OutOfDomain))
        {
            Assert.Equal(Step(expected.Name), found.Step);
            StatisticsGoldens.Close(expected.Value.GetDouble(), found.Gains.RawMean, $"out of domain at {expected.Name}");
        }

        JsonElement crossing = Paper.GetProperty("cross_task").GetProperty("classification_to_generation");
        GainSummary without = GainSummary.Of(Figures.Crossings[0].Gains.Cells.Where(c => c.Step != 424_000));
        StatisticsGoldens.Close(crossing.Number("ratio_mean_without_424000"), without.RatioMean, "without 424000");
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Format_spreads_are_the_published_ones()
    {
        JsonElement spread = Paper.GetProperty("format_spread");
        JsonElement series = spread.GetProperty("by_dataset");
        Assert.Equal(series.EnumerateObject().Select(p => p.Name), Figures.Formats.Select(Name));
        foreach (FormatSeries found in Figures.Formats)
        {
            JsonElement expected = series.GetProperty(Name(found));
            foreach ((JsonElement want, FormatComparison have) in expected.GetProperty("by_checkpoint").EnumerateArray().Zip(found.Checkpoints))
            {
                string where = $"{Name(found)} at {have.Step}";
                Assert.Equal(Step(want.GetProperty("checkpoint").GetString()!), have.Step);
                Assert.All(have.Formats, f => Assert.Equal(want.Number(f.Format), f.Score));
                StatisticsGoldens.Close(want.Number("spread"), have.Spread, $"{where}: spread");
                StatisticsGoldens.Close(want.Number("relative_spread"), have.RelativeSpread, $"{where}: relative spread");
                StatisticsGoldens.Close(want.Number("sd_population"), have.Deviation, $"{where}: deviation");
                StatisticsGoldens.Close(want.Number("default_minus_instruct"), have.Difference("default", "instruct"), $"{where}: difference");
            }

            JsonElement tests = expected.GetProperty("mann_kendall");
            AssertTest(tests.GetProperty("spread"), found.SpreadTrend, Name(found));
            AssertTest(tests.GetProperty("relative_spread"), found.RelativeSpreadTrend, Name(found));
            AssertTest(tests.GetProperty("default_minus_instruct"), found.Trend(c => c.Difference("default", "instruct")), Name(found));
        }

        foreach (JsonProperty mean in spread.GetProperty("mean_over_mnli_matched_paws_xsum_socialiqa").EnumerateObject())
        {
            AssertMean(mean);
        }
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Trends_are_the_published_ones()
    {
        JsonElement trends = Paper.GetProperty("trends");
        Assert.Equal(trends.EnumerateObject().Select(p => p.Name), Figures.Trends.Select(t => t.Name));
        foreach (CurveTrend found in Figures.Trends)
        {
            JsonElement expected = trends.GetProperty(found.Name);
            Assert.Equal(expected.Doubles("values"), found.Scores);
            AssertTest(expected.GetProperty("mann_kendall"), found.Test, found.Name);
            StatisticsGoldens.Close(expected.Number("p_used"), found.Test.PValue, $"{found.Name}: p");
            StatisticsGoldens.Close(expected.Number("p_holm"), found.HolmPValue, $"{found.Name}: Holm");
            StatisticsGoldens.Close(expected.Number("p_benjamini_hochberg"), found.BenjaminiHochbergPValue, $"{found.Name}: BH");
            double[] slope = expected.Doubles("theil_sen_per_100k");
            StatisticsGoldens.Close(slope[0], found.SlopePer100K.Slope, $"{found.Name}: slope");
            StatisticsGoldens.Close(slope[1], found.SlopePer100K.Interval.Low, $"{found.Name}: low");
            StatisticsGoldens.Close(slope[2], found.SlopePer100K.Interval.High, $"{found.Name}: high");
        }
    }

    private static void AssertMean(JsonProperty expected)
    {
        string[] name = expected.Name.Split('/');
        FormatSeries[] series = [.. Figures.Formats.Where(f => f.Task != "mnli_mismatched" && (f.TunedOn.Length == 0) == (name[0] == "base"))];
        Func<FormatComparison, double> figure = name[1] == "spread" ? c => c.Spread : c => c.Difference("default", "instruct");
        double[] steps = [.. series[0].Checkpoints.Select(c => (double)c.Step)];
        double[] means = [.. Enumerable.Range(0, steps.Length).Select(i => series.Average(s => figure(s.Checkpoints[i])))];
        foreach ((double want, double have) in expected.Value.Doubles("values").Zip(means))
        {
            StatisticsGoldens.Close(want, have, expected.Name);
        }

        AssertTest(expected.Value.GetProperty("mann_kendall"), MannKendall.Test(steps, means), expected.Name);
        AssertTest(expected.Value.GetProperty("mann_kendall_without_1000"), MannKendall.Test(steps[1..], means[1..]), expected.Name);
    }

    private static void AssertSummary(JsonElement expected, GainSummary found, string name)
    {
        Assert.Equal(expected.Number("n"), found.N);
        StatisticsGoldens.Close(expected.Number("raw_mean"), found.RawMean, $"{name}: raw");
        StatisticsGoldens.Close(expected.Number("raw_sd"), found.RawDeviation, $"{name}: deviation");
        StatisticsGoldens.Close(expected.Number("ratio_mean"), found.RatioMean, $"{name}: ratio");
        StatisticsGoldens.Close(expected.Number("ratio_sd"), found.RatioDeviation, $"{name}: deviation of the ratio");
        StatisticsGoldens.Close(expected.Number("ratio_median"), found.RatioMedian, $"{name}: median");
        StatisticsGoldens.Close(expected.Number("ratio_of_sums"), found.RatioOfSums, $"{name}: ratio of sums");
        foreach (JsonProperty pair in expected.GetProperty("raw_by_pair").EnumerateObject())
        {
            string[] tasks = pair.Name.Split("->");
            GainSummary own = found.Pair(tasks[0], tasks[1]);
            Assert.Equal(pair.Value.GetArrayLength(), own.N);
            Assert.All(pair.Value.EnumerateArray().Zip(own.Cells), p => StatisticsGoldens.Close(p.First.GetDouble(), p.Second.Raw, pair.Name));
            StatisticsGoldens.Close(expected.GetProperty("ratio_mean_by_pair").Number(pair.Name), own.RatioMean, pair.Name);
        }

        foreach (IGrouping<string, JsonElement> step in expected.GetProperty("cell_ratios").EnumerateArray().GroupBy(c => c.GetProperty("checkpoint").GetString()!))
        {
            foreach (JsonElement cell in step)
            {
                GainCell own = found.Cells.Single(c => c.Step == Step(step.Key) && Same(cell, c));
                StatisticsGoldens.Close(cell.Number("ratio"), own.Ratio, $"{name}: ratio of a cell");
            }
        }

        JsonElement most = expected.GetProperty("most_influential_cell");
        Assert.True(Same(most, found.MostInfluential!) && Step(most.GetProperty("checkpoint").GetString()!) == found.MostInfluential!.Step, name);
        StatisticsGoldens.Close(most.Number("ratio_mean_without"), found.RatioMeanWithout, $"{name}: without the most influential cell");
        JsonElement smallest = expected.GetProperty("smallest_base");
        Assert.Equal((smallest.Number("base"), Step(smallest.GetProperty("checkpoint").GetString()!)), (found.SmallestBase!.Base, found.SmallestBase.Step));
    }

    private static void AssertCells(JsonElement expected, IReadOnlyList<GainCell> found, long step)
    {
        JsonElement[] cells = [.. expected.EnumerateArray()];
        Assert.Equal(cells.Length, found.Count);
        Assert.All(cells, cell => Assert.Contains(found, f => f.Step == step && Same(cell, f)));
    }

    private static bool Same(JsonElement cell, GainCell found) =>
        cell.GetProperty("dataset").GetString() == found.Task && cell.GetProperty("task").GetString() == found.TunedOn
        && cell.Number("base") == found.Base && cell.Number("tuned") == found.Tuned;

    private static void AssertTest(JsonElement expected, MannKendallResult found, string name)
    {
        Assert.Equal((expected.Number("n"), expected.Number("s")), (found.N, found.S));
        StatisticsGoldens.Close(expected.Number("var_s"), found.Variance, $"{name}: variance");
        StatisticsGoldens.Close(expected.Number("tau_a"), found.Tau, $"{name}: tau");
        StatisticsGoldens.Close(expected.Number(expected.TryGetProperty("p_exact", out _) ? "p_exact" : "p_permutation"), found.PValue, $"{name}: p");
    }

    private static string Name(FormatSeries series) => $"{series.Task}/{(series.TunedOn.Length == 0 ? "base" : "tuned")}";

    private static long Step(string checkpoint) => checkpoint == "main" ? AmuroCharTables.MainStep : long.Parse(checkpoint, CultureInfo.InvariantCulture);
}
