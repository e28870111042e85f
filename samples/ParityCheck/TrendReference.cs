using System.Text.Json;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/trend.json.</summary>
internal static class TrendReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["cases"] = StatisticsReference.Each(Series),
        ["page"] = StatisticsReference.Each(Page),
        ["jonckheere_terpstra"] = StatisticsReference.Each(Jonckheere),
        ["exact_null_counts"] = (sizes, section) => [new StatisticsCase(section, sizes, () => NullCounts(sizes))],
    };

    public static Dictionary<string, object?> MannKendall(MannKendallResult test)
    {
        Dictionary<string, object?> found = new()
        {
            ["n"] = test.N,
            ["s"] = test.S,
            ["var_s"] = test.Variance,
            ["tau_a"] = test.Tau,
            ["has_ties"] = test.HasTies,
            ["z"] = test.ZWithoutContinuity,
            ["p_normal"] = test.NormalPValue,
            ["z_continuity"] = test.Z,
            ["p_normal_continuity"] = test.NormalPValueWithContinuity,
        };
        if (test.Method == MannKendallMethod.Exact)
        {
            found["p_exact"] = test.PValue;
            found["p_exact_increasing"] = test.IncreasingPValue;
            found["p_exact_decreasing"] = test.DecreasingPValue;
        }
        else if (test.Method == MannKendallMethod.Permutation)
        {
            found["p_permutation"] = test.PValue;
        }

        return found;
    }

    private static Dictionary<string, object?> Series(JsonElement item)
    {
        double[] x = item.GetProperty("input").Doubles("x"), y = item.GetProperty("input").Doubles("y");
        // Slopes are far below the absolute floor of the tolerance.
        double relative = item.TryGetProperty("tolerance", out JsonElement own) ? own.GetDouble() : 1e-10;
        MannKendallResult byOrder = Amuro.Analysis.Statistics.MannKendall.TestByOrder(y);
        TheilSenResult lineByOrder = TheilSen.Fit([.. Enumerable.Range(0, y.Length).Select(i => (double)i)], y);
        KendallResult kendall = Kendall.Test(x, y);
        CorrelationResult spearman = Spearman.Test(x, y);
        TheilSenResult line = TheilSen.Fit(x, y), narrow = TheilSen.Fit(x, y, 0.9);
        LinearRegressionResult ols = LinearRegression.Fit(x, y);
        double[] weights = [.. Enumerable.Range(1, y.Length).Select(i => (double)i)];
        return new()
        {
            ["mann_kendall"] = MannKendall(Amuro.Analysis.Statistics.MannKendall.Test(x, y)),
            ["mann_kendall_by_order"] = new Dictionary<string, object?>
            {
                ["s"] = byOrder.S,
                ["var_s"] = byOrder.Variance,
                ["z"] = byOrder.Z,
                ["p"] = byOrder.PValue,
                ["tau"] = byOrder.Tau,
                ["slope_per_index"] = lineByOrder.Slope,
                ["intercept"] = lineByOrder.Intercept,
            },
            ["kendall"] = new Dictionary<string, object?>
            {
                ["tau_b"] = kendall.TauB,
                ["tau_c"] = kendall.TauC,
                ["p_asymptotic"] = kendall.PValue,
                ["p_exact"] = kendall.ExactPValue,
            },
            ["spearman"] = new Dictionary<string, object?>
            {
                ["rho"] = spearman.Rho,
                ["p_t"] = spearman.PValue,
                ["p_permutation"] = Spearman.PermutationPValue(x, y),
            },
            ["theil_sen"] = new Dictionary<string, object?>
            {
                ["slope"] = Strict(line.Slope),
                ["intercept_separate"] = line.Intercept,
                ["intercept_joint"] = line.InterceptOfResiduals,
                ["low"] = Strict(line.Interval.Low),
                ["high"] = Strict(line.Interval.High),
                ["low_90"] = Strict(narrow.Interval.Low),
                ["high_90"] = Strict(narrow.Interval.High),
            },
            ["ols"] = new Dictionary<string, object?>
            {
                ["slope"] = Strict(ols.Slope),
                ["intercept"] = ols.Intercept,
                ["r"] = ols.R,
                ["p"] = ols.PValue,
                ["slope_se"] = Strict(ols.SlopeError),
                ["intercept_se"] = ols.InterceptError,
            },
            ["isotonic"] = new Dictionary<string, object?>
            {
                ["increasing"] = Isotonic(IsotonicFit.Fit(y)),
                ["decreasing"] = Isotonic(IsotonicFit.Fit(y, increasing: false)),
                ["increasing_weighted"] = Isotonic(IsotonicFit.Fit(y, weights: weights)),
            },
        };

        Near Strict(double value) => new(value, relative, 0);
    }

    private static Dictionary<string, object?> Isotonic(IsotonicResult fit) => new()
    {
        ["fit"] = fit.Fit,
        ["block_starts"] = fit.BlockStarts,
        ["block_weights"] = fit.BlockWeights,
        ["sse"] = fit.SumOfSquares,
    };

    private static Dictionary<string, object?> Page(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        double[]? predicted = input.GetProperty("predicted_ranks").ValueKind == JsonValueKind.Null ? null : input.Doubles("predicted_ranks");
        PageTrendResult test = PageTrend.Test(input.Table("data"), predicted, input.GetProperty("ranked").GetBoolean());
        return new() { ["l"] = test.L, ["p_exact"] = test.ExactPValue, ["p_asymptotic"] = test.PValue };
    }

    private static Dictionary<string, object?> Jonckheere(JsonElement item)
    {
        JonckheereTerpstraResult test = JonckheereTerpstra.Test(item.GetProperty("input").Table("groups"));
        return new()
        {
            ["j"] = test.J,
            ["mean"] = test.Mean,
            ["var"] = test.Variance,
            ["z"] = test.Z,
            ["p_increasing"] = test.IncreasingPValue,
            ["p_two_sided"] = test.PValue,
            ["z_continuity"] = test.ZWithContinuity,
            ["p_increasing_continuity"] = test.IncreasingPValueWithContinuity,
            ["p_two_sided_continuity"] = test.PValueWithContinuity,
            ["p_exact_increasing"] = test.ExactIncreasingPValue,
            ["p_exact_decreasing"] = test.ExactDecreasingPValue,
            ["p_exact_two_sided"] = test.ExactPValue,
        };
    }

    private static Dictionary<string, object?> NullCounts(JsonElement sizes) => sizes.EnumerateObject().ToDictionary(size => size.Name, object? (size) =>
    {
        int n = int.Parse(size.Name, System.Globalization.CultureInfo.InvariantCulture);
        double orders = Enumerable.Range(1, n).Aggregate(1.0, (product, i) => product * i);
        return new Dictionary<string, object?>
        {
            ["inversions"] = Amuro.Analysis.Statistics.MannKendall.NullDistribution(n).Select(p => p * orders).ToArray(),
        };
    });
}
