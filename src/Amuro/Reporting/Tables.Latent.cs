using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;
using static Amuro.Reporting.Numbers;

namespace Amuro.Reporting;

/// <content>Question 1.</content>
internal static partial class Tables
{
    private static Table Latent(LatentImprovement report) => new("latent_improvement",
        ["tuned_on", "task", "split", "metric", "chance", "base_at_chance",
            "base_change", "base_change_low", "base_change_high", "base_change_p", "base_change_p_holm",
            "tuned_change", "tuned_change_low", "tuned_change_high", "tuned_change_p", "tuned_change_p_holm",
            .. TrendColumns("base"), .. TrendColumns("tuned"), "checkpoints_at_chance", .. TrendColumns("tuned_at_chance"), "is_latent",
            "onset_step", "onset_low", "onset_high", "onset_change_before", "onset_change_after", "onset_p", "onset_p_holm", "onset_remark",
            "decline_peak_step", "decline_peak_low", "decline_peak_high", "decline", "decline_p", "decline_p_holm", "decline_remark"],
        [.. report.Tasks.Select(string[] (t) => [t.TunedOn, t.Task, t.Split.ToText(), t.Metric, Exact(t.Chance), Truth(t.BaseAtChance),
            .. Effect(t.BaseChange), Exact(t.BaseChangeAdjustedPValue), .. Effect(t.TunedChange), Exact(t.TunedChangeAdjustedPValue),
            .. Trend(t.BaseTrend), .. Trend(t.TunedTrend), Whole(t.StepsAtChance.Count), .. Trend(t.TunedTrendAtChance), Truth(t.IsLatent),
            .. Onset(t.Onset), .. Decline(t.LateDecline)])]);

    private static Table LatentCheckpoints(LatentImprovement report) => new("latent_improvement_checkpoints",
        ["tuned_on", "task", "split", "metric", "chance", "step", "base", "base_low", "base_high", "tuned"],
        [.. report.Tasks.SelectMany(t => t.Checkpoints.Select(string[] (c) => [t.TunedOn, t.Task, t.Split.ToText(), t.Metric, Exact(t.Chance),
            Whole(c.Step), Exact(c.Base), .. Ends(c.BaseInterval), Exact(c.Tuned)]))]);

    private static string[] TrendColumns(string score) =>
        [$"{score}_tau", $"{score}_trend_p", $"{score}_trend_p_holm", $"{score}_trend_p_bh", $"{score}_trend_test", $"{score}_slope_per_1000_steps", $"{score}_slope_low", $"{score}_slope_high", $"{score}_trend_remark"];

    private static string[] Trend(StepTrend trend) =>
        [Exact(trend.Tau), Exact(trend.PValue), Exact(trend.AdjustedPValue), Exact(trend.FalseDiscoveryPValue), Named(trend.Method), Exact(trend.Slope), .. Ends(trend.SlopeInterval), trend.Reason ?? ""];

    private static string Named(MannKendallMethod method) => method switch
    {
        MannKendallMethod.Exact => "exact",
        MannKendallMethod.Permutation => "all orders",
        MannKendallMethod.Normal => "normal",
        _ => "",
    };

    private static string[] Onset(ImprovementOnset onset) =>
        [onset.Step is { } step ? Whole(step) : "", .. Ends(onset.StepInterval), Exact(onset.ChangeBefore), Exact(onset.ChangeAfter), Exact(onset.PValue), Exact(onset.AdjustedPValue), onset.Reason ?? onset.Warning ?? ""];

    private static string[] Decline(LateDecline decline) =>
        [Exact(decline.PeakStep), .. Ends(decline.PeakInterval), Exact(decline.Decline), Exact(decline.PValue), Exact(decline.AdjustedPValue), decline.Reason ?? ""];
}
