using Amuro.Analysis;
using Amuro.Analysis.Published;
using Amuro.Results;
using static Amuro.Reporting.Numbers;

namespace Amuro.Reporting;

/// <content>Question 2.</content>
internal static partial class Tables
{
    private static Table Gain(FineTuningGain report) => new("fine_tuning_gain",
        ["tuned_on", "task", "split", "metric", "step", "chance", "base", "tuned", "capability", "learned_in_pretraining",
            "gain", "gain_low", "gain_high", "gain_p", "gain_p_holm", "normalised_gain", "relative_gain"],
        [.. report.Tasks.Select(string[] (t) => [t.TunedOn, t.Task, t.Split.ToText(), t.Metric, Whole(t.Step), Exact(t.Chance), Exact(t.Base), Exact(t.Tuned),
            Exact(t.Capability), Truth(t.LearnedInPretraining), .. Effect(t.Gain), Exact(t.AdjustedPValue), Exact(t.NormalisedGain), Exact(t.RelativeGain)])]);

    private static Table GainGroups(FineTuningGain report) => new("fine_tuning_gain_groups",
        ["group", "data_sets", "mean_gain", "normalised_gain", "mean_of_ratios", "median_of_ratios", "ratio_of_sums",
            "most_influential_tuned_on", "most_influential_task", "mean_of_ratios_without", "influence", "outlier_p"],
        [Row("all", report.All), Row("learned in pre-training", report.LearnedInPretraining), Row("learned in fine-tuning", report.LearnedInFineTuning)]);

    private static string[] Row(string name, GainGroup group)
    {
        GainSummary gains = group.Gains;
        return [name, Whole(gains.N), Exact(gains.RawMean), Exact(group.NormalisedGain), Exact(gains.RatioMean), Exact(gains.RatioMedian), Exact(gains.RatioOfSums),
            gains.MostInfluential?.TunedOn ?? "", gains.MostInfluential?.Task ?? "", Exact(gains.RatioMeanWithout), Exact(group.Influence), Exact(group.Outlier.PValue)];
    }

    private static Table GainRelations(FineTuningGain report) => new("fine_tuning_gain_relation",
        ["data_sets", "slope", "slope_low", "slope_high", "slope_p", "correction", "reliability", "oldham_r", "oldham_slope", "oldham_p", "uncorrected_slope", "uncorrected_p", "remark"],
        [[Whole(report.Tasks.Count), .. Effect(report.Relation.Slope), Named(report.Relation.Correction), Exact(report.Relation.Reliability),
            Exact(report.Relation.Oldham.R), Exact(report.Relation.Oldham.Slope), Exact(report.Relation.Oldham.PValue),
            Exact(report.Relation.Plain.Slope), Exact(report.Relation.Plain.PValue), report.Relation.Slope.Reason ?? ""]]);

    private static string Named(GainCorrection correction) => correction switch
    {
        GainCorrection.SplitHalves => "split halves",
        GainCorrection.StandardErrors => "standard errors",
        _ => "",
    };
}
