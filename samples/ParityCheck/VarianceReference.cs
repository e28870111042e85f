using System.Text.Json;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/variance.json.</summary>
internal static class VarianceReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["one_way"] = StatisticsReference.Each(OneWay),
        ["crossed"] = StatisticsReference.Each(Crossed),
    };

    private static Dictionary<string, object?> OneWay(JsonElement item)
    {
        double[][] groups = item.GetProperty("input").Table("groups");
        OneWayVarianceResult anova = OneWayVariance.Of(groups);
        RemlResult reml = RestrictedMaximumLikelihood.Of(groups);
        JsonElement tolerance = item.GetProperty("tolerance");
        double other = tolerance.Number("reml_statsmodels");
        // The other package's likelihood is infinite where the variance between groups is 0: a defect that is not to be matched.
        bool defect = item.GetProperty("expected").GetProperty("reml_statsmodels").Number("log_likelihood") == double.PositiveInfinity;
        return new()
        {
            ["anova"] = new Dictionary<string, object?>
            {
                ["grand_mean"] = anova.GrandMean,
                ["ms_between"] = anova.MeanSquareBetween,
                ["ms_within"] = anova.MeanSquareWithin,
                ["df_between"] = anova.DegreesBetween,
                ["df_within"] = anova.DegreesWithin,
                ["n0"] = anova.MeanSize,
                ["f"] = anova.F,
                ["p"] = anova.PValue,
                ["variance_within"] = anova.MeanSquareWithin,
                ["variance_between"] = anova.VarianceBetween,
                ["variance_between_truncated"] = anova.VarianceBetweenTruncated,
                ["icc1"] = anova.Icc,
                ["icc1_low"] = anova.IccInterval.Low,
                ["icc1_high"] = anova.IccInterval.High,
                ["icc1k"] = anova.IccOfMeans,
            },
            ["reml"] = new Near(
                new Dictionary<string, object?>
                {
                    ["mean"] = reml.Mean,
                    ["mean_se"] = reml.MeanError,
                    ["variance_within"] = reml.VarianceWithin,
                    ["variance_between"] = reml.VarianceBetween,
                    ["icc"] = reml.Icc,
                    ["log_likelihood_restricted"] = reml.LogLikelihood,
                },
                tolerance.Number("reml"),
                1e-12),
            ["reml_statsmodels"] = new Near(
                new Dictionary<string, object?>
                {
                    ["variance_between"] = reml.VarianceBetween,
                    ["variance_within"] = reml.VarianceWithin,
                    ["log_likelihood"] = defect && reml.VarianceBetween == 0 ? double.PositiveInfinity : reml.LogLikelihood,
                    ["method"] = null,
                },
                other,
                1e-12),
        };
    }

    private static Dictionary<string, object?> Crossed(JsonElement item)
    {
        CrossedVarianceResult found = CrossedVariance.Of(item.GetProperty("input").Table("checkpoint_by_seed"));
        return new()
        {
            ["grand_mean"] = found.GrandMean,
            ["ms_checkpoint"] = found.MeanSquareRows,
            ["ms_seed"] = found.MeanSquareColumns,
            ["ms_error"] = found.MeanSquareError,
            ["f_checkpoint"] = found.RowsF,
            ["p_checkpoint"] = found.RowsPValue,
            ["f_seed"] = found.ColumnsF,
            ["p_seed"] = found.ColumnsPValue,
            ["variance_checkpoint"] = found.VarianceRows,
            ["variance_seed"] = found.VarianceColumns,
            ["variance_error"] = found.MeanSquareError,
            ["icc2_1"] = found.IccAgreement,
            ["icc3_1"] = found.IccConsistency,
        };
    }
}
