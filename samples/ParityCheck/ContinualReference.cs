using System.Text.Json;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/continual.json and latent.json.</summary>
internal static class ContinualReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["matrix"] = StatisticsReference.Each(Matrix),
        ["change"] = StatisticsReference.Each(Change),
    };

    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> LatentSections { get; } = new()
    {
        ["partial_spearman"] = StatisticsReference.Each(Partial),
        ["latent_improvement"] = StatisticsReference.Each(Latent),
    };

    private static Dictionary<string, object?> Matrix(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        ContinualLearningResult found = ContinualLearning.Of(input.Table("r"), input.Doubles("untrained"), input.Doubles("joint"));
        return new()
        {
            ["average_accuracy"] = found.AverageScore,
            ["forgetting"] = found.Forgetting,
            ["average_forgetting"] = found.AverageForgetting,
            ["forgetting_since_learned"] = found.ForgettingSinceLearned,
            ["average_forgetting_since_learned"] = found.AverageForgettingSinceLearned,
            ["backward_transfer"] = found.BackwardTransfer,
            ["forward_transfer"] = found.ForwardTransfer,
            ["intransigence"] = found.Intransigence,
            ["learning_accuracy"] = found.LearningScore,
        };
    }

    private static Dictionary<string, object?> Change(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        ScoreChangeResult found = ScoreChange.Of(input.Doubles("before"), input.Doubles("after"), input.Doubles("chance"), input.Doubles("ceiling"));
        return new()
        {
            ["raw_change"] = found.Raw,
            ["mean_raw_change"] = found.MeanRaw,
            ["relative_change"] = found.Relative,
            ["mean_of_ratios"] = found.MeanOfRatios,
            ["median_of_ratios"] = found.MedianOfRatios,
            ["cells_with_zero_before"] = found.CellsWithZeroBefore,
            ["ratio_of_sums"] = found.RatioOfSums,
            ["mean_log_ratio"] = found.MeanLogRatio,
            ["retention"] = found.Retention,
            ["chance_normalised_change"] = found.ChanceNormalised,
            ["mean_chance_normalised_change"] = found.MeanChanceNormalised,
            ["above_chance_retention"] = found.AboveChanceRetention,
            ["leave_one_out_mean_of_ratios"] = found.MeanOfRatiosWithout,
        };
    }

    private static Dictionary<string, object?> Partial(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        PartialCorrelationResult found = PartialSpearman.Test(input.Doubles("x"), input.Doubles("y"), input.Doubles("step"));
        return new()
        {
            ["rho"] = found.Partial.Rho,
            ["t"] = found.Partial.T,
            ["df"] = found.Partial.DegreesOfFreedom,
            ["p"] = found.Partial.PValue,
            ["spearman_xy"] = found.XY,
            ["spearman_xz"] = found.XHeld,
            ["spearman_yz"] = found.YHeld,
        };
    }

    private static Dictionary<string, object?> Latent(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        ChanceLevelTrendResult found = ChanceLevelTrend.Test(
            input.Doubles("steps"),
            input.Doubles("base_correct"),
            input.Number("items"),
            input.Number("chance"),
            input.Doubles("sft_score"),
            input.Number("level"));
        return new()
        {
            ["base_interval"] = found.BaseIntervals.Select(StatisticsReference.Ends).ToArray(),
            ["selected"] = found.Selected,
            ["estimable"] = found.IsEstimable,
            ["mann_kendall"] = TrendReference.MannKendall(found.Trend),
            ["theil_sen_slope"] = new Near(found.Slope.Slope, 1e-10, 0),
            ["spearman"] = found.Rank.Rho,
            ["last_minus_first"] = found.LastMinusFirst,
            ["sft_above_chance"] = found.TunedAboveChance,
        };
    }
}
