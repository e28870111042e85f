using System.Text.Json;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/paired.json.</summary>
internal static class PairedReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["cases"] = StatisticsReference.Each(Pairs),
        ["mcnemar"] = StatisticsReference.Each(Table),
        ["clustered"] = StatisticsReference.Each(Clustered),
        ["minimum_detectable_effect"] = StatisticsReference.Each(Detectable),
        ["t_power"] = StatisticsReference.Each(Power),
    };

    private static Dictionary<string, object?> Pairs(JsonElement item)
    {
        double[] a = item.GetProperty("input").Doubles("a"), b = item.GetProperty("input").Doubles("b");
        PairedTResult t = PairedT.Test(a, b);
        SignFlipResult flips = SignFlip.Test([.. a.Zip(b, (x, y) => y - x)]);
        SignTestResult signs = SignTest.Test(a, b);
        EffectSizeResult effect = EffectSize.Of(a, b);
        PairedStandardErrorResult error = PairedStandardError.Of(a, b);
        CliffsDeltaResult delta = CliffsDelta.Of(a, b);
        return new()
        {
            ["mean_a"] = a.Average(),
            ["mean_b"] = b.Average(),
            ["mean_difference"] = t.MeanDifference,
            ["sd_difference"] = t.DeviationOfDifferences,
            ["wilcoxon"] = new Dictionary<string, object?>
            {
                ["wilcox"] = Wilcoxon(WilcoxonSignedRank.Test(a, b)),
                ["pratt"] = Wilcoxon(WilcoxonSignedRank.Test(a, b, ZeroDifferences.Pratt)),
                ["zsplit"] = Wilcoxon(WilcoxonSignedRank.Test(a, b, ZeroDifferences.Split)),
            },
            // The reference has none where there are too many flips for all of them.
            ["sign_flip"] = !flips.IsExact ? null : new Dictionary<string, object?>
            {
                ["mean"] = flips.Mean,
                ["p_abs"] = flips.PValue,
                ["p_greater"] = flips.GreaterPValue,
                ["p_less"] = flips.LessPValue,
                ["p_doubled"] = flips.DoubledPValue,
            },
            ["sign_test"] = new Dictionary<string, object?>
            {
                ["positive"] = signs.Positive,
                ["negative"] = signs.Negative,
                ["zero"] = signs.Zero,
                ["m"] = signs.M,
                ["p"] = signs.PValue,
            },
            ["paired_t"] = new Dictionary<string, object?>
            {
                ["t"] = t.T,
                ["df"] = t.DegreesOfFreedom,
                ["p"] = t.PValue,
                ["low"] = t.Interval.Low,
                ["high"] = t.Interval.High,
                ["p_greater"] = t.GreaterPValue,
                ["p_less"] = t.LessPValue,
            },
            ["effect_size"] = new Dictionary<string, object?>
            {
                ["d_z"] = effect.DZ,
                ["g_z_exact"] = effect.GZ,
                ["g_z_approximate"] = effect.GZApproximate,
                ["d_pooled"] = effect.DPooled,
                ["g_pooled_exact"] = effect.GPooled,
                ["g_pooled_approximate"] = effect.GPooledApproximate,
            },
            ["standard_error"] = new Dictionary<string, object?>
            {
                ["a"] = error.A,
                ["b"] = error.B,
                ["correlation"] = error.Correlation,
                ["paired"] = error.Paired,
                ["unpaired"] = error.Unpaired,
            },
            ["cliffs_delta"] = new Dictionary<string, object?> { ["delta"] = delta.Delta, ["a12"] = delta.A12, ["paired_delta"] = delta.PairedDelta },
        };
    }

    private static Dictionary<string, object?> Wilcoxon(WilcoxonResult test) => new()
    {
        ["n_used"] = test.N,
        ["r_plus"] = test.PositiveRanks,
        ["r_minus"] = test.NegativeRanks,
        ["statistic"] = test.Statistic,
        ["p_normal_two_sided"] = test.PValue,
        ["z"] = test.Z,
        ["p_normal_less"] = test.LessPValue,
        ["p_normal_greater"] = test.GreaterPValue,
        ["p_normal_two_sided_continuity"] = test.PValueWithContinuity,
        ["z_continuity"] = test.ZWithContinuity,
        ["p_normal_less_continuity"] = test.LessPValueWithContinuity,
        ["p_normal_greater_continuity"] = test.GreaterPValueWithContinuity,
        ["p_exact_two_sided"] = test.ExactPValue,
        ["p_exact_less"] = test.ExactLessPValue,
        ["p_exact_greater"] = test.ExactGreaterPValue,
        ["p_enumeration"] = test.ExactPValue,
        ["p_enumeration_less"] = test.ExactLessPValue,
        ["p_enumeration_greater"] = test.ExactGreaterPValue,
    };

    private static Dictionary<string, object?> Table(JsonElement item)
    {
        double[][] table = item.GetProperty("input").Table("table");
        McNemarResult test = McNemar.Test((long)table[0][0], (long)table[0][1], (long)table[1][0], (long)table[1][1]);
        return new()
        {
            ["b"] = table[0][1],
            ["c"] = table[1][0],
            ["difference"] = test.Difference,
            ["p_exact"] = test.PValue,
            ["chi2"] = test.ChiSquared,
            ["p_chi2"] = test.ChiSquaredPValue,
            ["chi2_continuity"] = test.ChiSquaredWithContinuity,
            ["p_chi2_continuity"] = test.ChiSquaredPValueWithContinuity,
            ["p_mid"] = test.MidPValue,
            ["p_mid_equal_counts"] = test.MidPValueOfEqualCounts,
        };
    }

    private static Dictionary<string, object?> Clustered(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        double[] a = input.Doubles("a"), b = input.Doubles("b"), clusters = input.Doubles("cluster");
        return new() { ["a"] = Of(a), ["b"] = Of(b), ["difference"] = Of([.. a.Zip(b, (x, y) => y - x)]) };

        Dictionary<string, object?> Of(double[] values)
        {
            ClusteredErrorResult error = ClusteredStandardError.Estimate(values, clusters);
            return new()
            {
                ["mean"] = error.Mean,
                ["n"] = error.Items,
                ["clusters"] = error.Clusters,
                ["se_plain"] = error.Plain,
                ["se_plain_population"] = error.PlainPopulation,
                ["se_clustered"] = error.Clustered,
                ["se_clustered_cr0"] = error.Sandwich,
                ["se_clustered_cr1"] = error.SandwichCorrected,
                ["design_effect"] = error.DesignEffect,
            };
        }
    }

    private static Dictionary<string, object?> Detectable(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        double omega2 = input.Number("omega2"), a = input.Number("sigma2_a"), b = input.Number("sigma2_b"), alpha = input.Number("alpha"), power = input.Number("power");
        (int ka, int kb) = (input.GetProperty("k_a").GetInt32(), input.GetProperty("k_b").GetInt32());
        Quantity effect = MinimumDetectableEffect.Of(input.Number("n"), omega2, a, b, ka, kb, alpha, power);
        return new()
        {
            ["minimum_detectable_effect"] = effect,
            ["n_for_that_effect"] = MinimumDetectableEffect.Items(effect.Value, omega2, a, b, ka, kb, alpha, power),
        };
    }

    private static Dictionary<string, object?> Power(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        // The reference's root finder stops early: its tolerance is absolute.
        Quantity effect = TTestPower.SmallestEffect(input.GetProperty("n").GetInt32(), input.Number("alpha"), input.Number("power"));
        return new() { ["d_z"] = new Near(effect, 0, item.Number("tolerance")) };
    }
}
