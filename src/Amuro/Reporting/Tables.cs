using System.Globalization;
using Amuro.Analysis;
using Amuro.Analysis.Auditing;
using Amuro.Results;
using static Amuro.Reporting.Numbers;

namespace Amuro.Reporting;

/// <summary>A table for programs: file name without ending, columns, rows; missing numbers are empty.</summary>
internal sealed record Table(string Name, string[] Columns, IReadOnlyList<string[]> Rows);

/// <summary>The reports of the analyses as tables.</summary>
internal static partial class Tables
{
    /// <summary>All tables of a report.</summary>
    public static IReadOnlyList<Table> Of(FindingsReport findings) =>
        [Findings(findings), Latent(findings.Latent), LatentCheckpoints(findings.Latent),
            Gain(findings.Gain), GainGroups(findings.Gain), GainRelations(findings.Gain),
            Forgetting(findings.Forgetting), ForgettingMatrix(findings.Forgetting), ForgettingTransfer(findings.Forgetting), NoiseFloors(findings.Forgetting),
            Sensitivity(findings.PromptSensitivity), PromptMeasures(findings.PromptSensitivity), PromptTrends(findings.PromptSensitivity), PromptRankings(findings.PromptSensitivity)];

    /// <summary>The audit: one row for each finding, and one for each row that a finding is about.</summary>
    public static IReadOnlyList<Table> Of(AuditReport audit) => [Audit(audit), AuditRows(audit)];

    private static Table Audit(AuditReport audit) => new("audit",
        ["number", "rule", "severity", "statement", "consequence", "from_tables_alone", "rows", "figures"],
        [.. audit.Findings.Select(string[] (f, i) => [Whole(i + 1), f.Rule, f.Severity.ToText(), f.Statement, f.Consequence, Truth(f.FromTablesAlone), Whole(f.Rows.Count), Named(f.Figures)])]);

    private static Table AuditRows(AuditReport audit) => new("audit_rows",
        ["number", "rule", "file", "line", .. ScoreTable.Columns, "remark", "figures"],
        [.. audit.Findings.SelectMany((f, i) => f.Rows.Select(string[] (r) =>
        [
            Whole(i + 1), f.Rule, r.Score.Source?.File ?? "", r.Score.Source is { } source ? Whole(source.Line) : "",
            .. ScoreColumns.ToFields(r.Score), r.Remark, Named(r.Figures),
        ]))]);

    private static string Named(IReadOnlyDictionary<string, double> figures) =>
        string.Join("; ", figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={Exact(f.Value)}"));

    private static Table Findings(FindingsReport report) => new("findings",
        ["question", "verdict", "effect", "low", "high", "level", "p", "p_holm", "test", "sentence"],
        [.. report.AllFindings.Select(string[] (f) => [f.Question, f.Verdict.ToText(), Exact(f.Effect), .. Ends(f.Interval), Exact(f.Interval.Level), Exact(f.PValue), Exact(f.AdjustedPValue), f.Test, f.Sentence])]);

    private static Table Forgetting(ForgettingReport report)
    {
        var pairs = report.Pairs.ToDictionary(p => (p.TunedOn, p.Task));
        return new Table("forgetting",
            ["tuned_on", "task", "split", "metric", "step", "runs", "base", "tuned", "base_knows", "change", "change_low", "change_high", "change_p", "change_p_holm", "change_fdr", "verdict",
                "relative", "chance_normalised", "retention", "above_chance_retention", "effect_size_dz", "mcnemar_p", "exceeds_noise",
                "worst_change", "worst_step", "maximum_forgetting"],
            [.. report.Changes.Select(string[] (c) =>
            {
                ForgettingPair? pair = pairs.GetValueOrDefault((c.TunedOn, c.Task));
                return [c.TunedOn, c.Task, c.Split.ToText(), c.Metric, Whole(c.Step), Whole(c.Runs), Exact(c.Base), Exact(c.Tuned), Truth(c.BaseKnows), .. Effect(c.Change),
                    Exact(c.AdjustedPValue), Exact(c.FalseDiscoveryRate), Words(c.Verdict),
                    Exact(c.Relative), Exact(c.ChanceNormalised), Exact(c.Retention), Exact(c.AboveChanceRetention), Exact(c.EffectSize), Exact(c.McNemar.PValue),
                    c.ExceedsNoise is { } exceeds ? Truth(exceeds) : "",
                    Exact(pair?.WorstChange ?? double.NaN), pair?.WorstStep is { } step ? Whole(step) : "", Exact(pair?.MaximumForgetting ?? double.NaN)];
            })]);
    }

    private static Table ForgettingMatrix(ForgettingReport report)
    {
        string[] tasks = [.. report.Changes.Select(c => c.Task).Distinct()];
        return new Table("forgetting_matrix", ["tuned_on", .. tasks],
            [.. report.Changes.GroupBy(c => c.TunedOn).Select(string[] (row) =>
            {
                var last = row.GroupBy(c => c.Task).ToDictionary(g => g.Key, g => g.MaxBy(c => c.Step)!.Change.Value);
                return [row.Key, .. tasks.Select(t => Exact(last.GetValueOrDefault(t, double.NaN)))];
            })]);
    }

    private static Table ForgettingTransfer(ForgettingReport report) => new("forgetting_transfer",
        ["tuned_on", "step", "unseen_tasks", "backward_transfer", "relative_change", "chance_normalised", "forgetting", "forward_transfer"],
        [.. report.Transfers.Select(string[] (t) => [t.TunedOn, Whole(t.Step), Whole(t.Tasks), Exact(t.BackwardTransfer.Value), Exact(t.RelativeChange.Value),
            Exact(t.ChanceNormalised.Value), Exact(t.Forgetting.Value), Exact(t.ForwardTransfer.Value)])]);

    private static Table NoiseFloors(ForgettingReport report) => new("noise_floors",
        ["task", "earlier_step", "later_step", "change", "change_low", "change_high", "change_p"],
        [.. report.NoiseFloors.Select(string[] (n) => [n.Task, Whole(n.EarlierStep), Whole(n.LaterStep), .. Effect(n.Change)])]);

    private static Table Sensitivity(PromptSensitivityReport report) => new("prompt_sensitivity",
        ["step", "stage", "tuned_on", "task", "split", "metric", "seeds", "spread", "held_out_spread", "consistency", "lowest_format", "lowest_score", "highest_format", "highest_score"],
        [.. report.Rows.Select(string[] (r) =>
        {
            FormatScore[] formats = [.. r.Formats.Where(f => !double.IsNaN(f.Score)).OrderBy(f => f.Score)];
            return [Whole(r.Step), r.Stage.ToText(), r.TunedOn, r.Task, r.Split.ToText(), r.Metric, Whole(r.Seeds), Exact(r.Spread), Exact(r.HeldOutSpread), Exact(r.Consistency),
                .. Ends(formats)];
        })]);

    private static Table PromptMeasures(PromptSensitivityReport report) => new("prompt_measures",
        ["step", "stage", "tuned_on", "task", "shots", "metric", "items", "seeds", "outlier_format", "outlier_gap", "measure", "value", "low", "high",
            "change", "change_low", "change_high", "change_p", "change_p_holm"],
        [.. report.Measures.SelectMany(m => m.Values.Select(string[] (v) =>
        {
            PromptMeasureChange? change = m.Changes.GetValueOrDefault(v.Key);
            return [Whole(m.Step), m.Stage.ToText(), m.TunedOn, m.Task, Whole(m.Shots), m.Metric, Whole(m.Items), Whole(m.Seeds),
                m.Outlier?.Format ?? "", Exact(m.Outlier?.Gap.Value ?? double.NaN), Words(v.Key), Exact(v.Value.Value), .. Ends(v.Value.Interval),
                .. change is null ? ["", "", "", "", ""] : (string[])[.. Effect(change.Change), Exact(change.AdjustedPValue)]];
        }))]);

    private static Table PromptTrends(PromptSensitivityReport report) => new("prompt_trends",
        ["measure", "stage", "tuned_on", "task", "shots", "checkpoints", "tau", "p", "p_holm", "slope_per_1000_steps", "slope_low", "slope_high"],
        [.. report.Curves.Select(string[] (c) => [Words(c.Measure), c.Stage.ToText(), c.TunedOn, c.Task, Whole(c.Shots), Whole(c.Points.Count),
            Exact(c.Trend.Tau), Exact(c.Trend.PValue), Exact(c.Trend.AdjustedPValue), Exact(c.Trend.Slope), .. Ends(c.Trend.SlopeInterval)])]);

    private static Table PromptRankings(PromptSensitivityReport report) => new("prompt_rankings",
        ["stage", "tuned_on", "task", "shots", "checkpoints", "best_format", "times_best", "worst_format", "times_worst", "kendall_w", "mean_rank_correlation"],
        [.. report.Rankings.Select(string[] (r) => [r.Stage.ToText(), r.TunedOn, r.Task, Whole(r.Shots), Whole(r.Checkpoints),
            r.MostOftenBest, Whole(r.TimesBest), r.MostOftenWorst, Whole(r.TimesWorst), Exact(r.Concordance.W), Exact(r.Concordance.MeanCorrelation)])]);

    private static string[] Effect(Estimate estimate) => [Exact(estimate.Value), .. Ends(estimate.Interval), Exact(estimate.PValue)];

    private static string[] Ends(Interval interval) => [Exact(interval.Low), Exact(interval.High)];

    private static string[] Ends(FormatScore[] ascending) => ascending.Length == 0
        ? ["", "", "", ""]
        : [ascending[0].Format, Exact(ascending[0].Score), ascending[^1].Format, Exact(ascending[^1].Score)];

    private static string Words(TransferVerdict verdict) => verdict switch
    {
        TransferVerdict.Hurts => "hurts",
        TransferVerdict.Helps => "helps",
        TransferVerdict.NoClearChange => "no clear change",
        _ => "not estimable",
    };

    private static string Words(PromptMeasure measure) => measure switch
    {
        PromptMeasure.Spread => "spread",
        PromptMeasure.StandardDeviation => "standard_deviation",
        PromptMeasure.Consistency => "consistency",
        PromptMeasure.Pss => "pss",
        PromptMeasure.Posix => "posix",
        _ => "fleiss_kappa",
    };

    private static string Truth(bool value) => value ? "true" : "false";

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
