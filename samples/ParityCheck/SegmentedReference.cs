using System.Text.Json;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/segmented.json.</summary>
internal static class SegmentedReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["cases"] = StatisticsReference.Each(Series),
        ["overtraining"] = StatisticsReference.Each(Parabola),
        ["signal_to_noise"] = StatisticsReference.Each(Noise),
    };

    private static Dictionary<string, object?> Series(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        double[] x = input.Doubles("x"), y = input.Doubles("y");
        TwoLinesResult lines = ChangePoint.TwoLines(x, y, input.GetProperty("min_size").GetInt32());
        TwoLinesResult hinge = ChangePoint.HingeAtPoints(x, y);
        HingeResult anywhere = ChangePoint.HingeAnywhere(x, y);
        MeanShiftResult shift = ChangePoint.MeanShift(y);
        return new()
        {
            ["sse_line"] = lines.LineSquares,
            ["two_lines"] = new Dictionary<string, object?>
            {
                ["first_index_of_second"] = lines.Search.Places,
                ["sse"] = lines.Search.Squares,
                ["best"] = lines.Search.Best,
                ["x_left"] = x[lines.Search.Best - 1],
                ["x_right"] = x[lines.Search.Best],
                ["best_sse"] = lines.Search.BestSquares,
                ["f"] = Loose(lines.Search.F),
                ["slope_left"] = Loose(lines.SlopeBefore),
                ["slope_right"] = Loose(lines.SlopeAfter),
            },
            ["hinge_at_points"] = new Dictionary<string, object?>
            {
                ["knot_index"] = hinge.Search.Places,
                ["sse"] = hinge.Search.Squares,
                ["best"] = hinge.Search.Best,
                ["best_x"] = x[hinge.Search.Best],
                ["best_sse"] = hinge.Search.BestSquares,
                ["f"] = Loose(hinge.Search.F),
                ["slope_left"] = Loose(hinge.SlopeBefore),
                ["slope_right"] = Loose(hinge.SlopeAfter),
            },
            ["hinge_anywhere"] = new Dictionary<string, object?>
            {
                ["knot_x"] = Loose(anywhere.Knot),
                ["best_sse"] = anywhere.Squares,
                ["f"] = Loose(anywhere.F),
            },
            ["mean_shift"] = new Dictionary<string, object?>
            {
                ["first_index_of_second"] = shift.Search.Places,
                ["sse"] = shift.Search.Squares,
                ["best"] = shift.Search.Best,
                ["best_sse"] = shift.Search.BestSquares,
                ["sse_constant"] = shift.ConstantSquares,
                ["f"] = Loose(shift.Search.F),
            },
        };

        static Near Loose(double value) => new(value, 1e-6, 1e-16);
    }

    private static Dictionary<string, object?> Parabola(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        OvertrainingResult found = Overtraining.Fit(input.Doubles("tokens"), input.Doubles("y"));
        return new()
        {
            ["coefficients"] = new[] { found.B0, found.B1, found.B2 },
            ["b2_se"] = found.B2Error,
            ["b2_t"] = found.B2T,
            ["b2_p_two_sided"] = found.B2PValue,
            ["residual_variance"] = found.ResidualVariance,
            ["r_squared"] = found.RSquared,
            ["is_peak"] = found.IsPeak,
            ["vertex_log_tokens"] = found.PeakLogTokens,
            ["vertex_log_tokens_se"] = found.PeakLogTokensError,
            ["vertex_tokens"] = found.PeakTokens,
            ["vertex_value"] = found.PeakValue,
            ["vertex_log_tokens_ci_t"] = StatisticsReference.Ends(found.PeakInterval),
            ["vertex_log_tokens_ci_normal"] = StatisticsReference.Ends(found.NormalPeakInterval),
            ["vertex_inside_range"] = found.IsPeakInside,
            ["inverse_u"] = new Dictionary<string, object?>
            {
                ["slope_at_first"] = found.SlopeAtFirst,
                ["slope_at_last"] = found.SlopeAtLast,
                ["p_rise"] = found.RisePValue,
                ["p_fall"] = found.FallPValue,
                ["p"] = found.PValue,
            },
            ["observed_peak_index"] = found.ObservedPeak,
            ["observed_decline"] = found.ObservedDecline,
            ["observed_relative_decline"] = found.ObservedRelativeDecline,
        };
    }

    private static Dictionary<string, object?> Noise(JsonElement item)
    {
        double[] final = item.GetProperty("input").Doubles("final_scores"), last = item.GetProperty("input").Doubles("last_checkpoints");
        SignalToNoiseResult found = SignalToNoise.Of(final, last), sample = SignalToNoise.Of(final, last, sample: true);
        return new()
        {
            ["signal"] = found.Signal,
            ["noise"] = found.Noise,
            ["snr"] = found.Ratio,
            ["noise_sample"] = sample.Noise,
            ["snr_sample"] = sample.Ratio,
        };
    }
}
