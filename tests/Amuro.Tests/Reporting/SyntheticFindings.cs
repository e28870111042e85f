using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Reporting;
using Amuro.Results;

namespace Amuro.Tests.Reporting;

/// <summary>Findings that show every verdict, with rows read off a score table, so that reports are tested apart from the analyses.</summary>
internal static class SyntheticFindings
{
    private static readonly StepTrend NoTrend = new(double.NaN, double.NaN, double.NaN, double.NaN, Interval.NotEstimable(0.95));

    public static FindingsReport Of(StudyResults results)
    {
        var view = new StudyView(results);
        (string Task, string TunedOn)[] own = [.. view.Relations.Where(r => r.Value != TaskRelation.Unseen).Select(r => r.Key)];
        (string Task, string TunedOn)[] other = [.. view.Relations.Where(r => r.Value == TaskRelation.Unseen).Select(r => r.Key)];
        long last = view.Steps.LastOrDefault();
        return new FindingsReport(
            new LatentImprovement { Finding = Latent, Tasks = [.. own.Select(k => Improvement(view, k.Task, k.TunedOn))] },
            new FineTuningGain
            {
                Finding = Gain,
                Tasks = [.. own.Select(k => GainOf(view, k.Task, k.TunedOn, last))],
                GainLearnedInPretraining = About(-0.074, 0.04),
                GainNotLearnedInPretraining = About(0.408, 0.06),
            },
            new ForgettingReport { Finding = Forgetting, Changes = [.. view.Steps.SelectMany(s => other.Select(k => ChangeOf(view, k.Task, k.TunedOn, s)))], Pairs = [.. other.Select(k => Pair(view, k.Task, k.TunedOn))], Transfers = [], NoiseFloors = [] },
            new PromptSensitivityReport { Finding = Spread, TrendFinding = SpreadTrend, Rows = [.. Rows(view)], Measures = [], Curves = [], Rankings = [] });
    }

    public static Finding Latent { get; } = Make("Does more pre-training help in a way that only fine-tuning reveals?", Verdict.Supported, 0.216, 0.165, 0.276, 0.0005,
        "On 2 out-of-domain tasks whose base score stays at chance, the fine-tuned score rises by +0.216 [+0.165, +0.276] from the first to the last three checkpoints.");

    public static Finding Gain { get; } = Make("Do the data sets on which the base model shows no capability gain most from fine-tuning?", Verdict.Supported, 0.483, 0.398, 0.584, 0.002,
        "Data sets not learned in pre-training gain +0.408, those learned \u22120.074: a difference of +0.483 [+0.398, +0.584].");

    public static Finding Forgetting { get; } = Make("Does fine-tuning cost knowledge of unseen tasks?", Verdict.NotSupported, -0.014, -0.051, 0.022, 0.41,
        "Unseen tasks that the base model knows change by \u22120.014 [\u22120.051, +0.022] at the last checkpoint.");

    public static Finding Spread { get; } = Make("Does fine-tuning change how far the score moves with the prompt format?", Verdict.Inconclusive, 0.133, -0.021, 0.281, 0.084,
        "The spread over 3 formats is +0.133 [\u22120.021, +0.281] larger after fine-tuning.");

    public static Finding SpreadTrend { get; } = Make("Does more pre-training calm the sensitivity to the prompt format?", Verdict.NotEstimable, double.NaN, double.NaN, double.NaN, double.NaN,
        "Not estimable: the trend needs at least two fine-tuning seeds.");

    private static Finding Make(string question, Verdict verdict, double effect, double low, double high, double p, string sentence) => new()
    {
        Question = question,
        Verdict = verdict,
        Effect = effect,
        Interval = new Interval(low, high, 0.95),
        PValue = p,
        Sentence = sentence,
        Assumptions = ["Items of one cluster are resampled together.", "Tasks count equally, whatever their size."],
    };

    private static Estimate About(double value, double half) => double.IsNaN(value) ? Estimate.None("no scores") : new(value, new Interval(value - half, value + half, 0.95), 0.01);

    private static LatentImprovementTask Improvement(StudyView view, string task, string tunedOn) => new()
    {
        TunedOn = tunedOn,
        Task = task,
        Split = view.Relations[(task, tunedOn)],
        Metric = view.Metric(task),
        Chance = view.First(task, r => r.Chance),
        Checkpoints = [.. view.Steps.Select(s => new CheckpointScore(s, view.Mean(task, "", s).Score, Interval.NotEstimable(0.95), view.Mean(task, tunedOn, s).Score))],
        BaseAtChance = true,
        BaseChange = Estimate.None("too few checkpoints"),
        TunedChange = About(0.2, 0.05),
        BaseTrend = NoTrend,
        TunedTrend = NoTrend,
    };

    private static FineTuningGainTask GainOf(StudyView view, string task, string tunedOn, long step)
    {
        double chance = view.First(task, r => r.Chance) is double.NaN ? 0 : view.First(task, r => r.Chance);
        (double before, double after) = (view.Mean(task, "", step).Score, view.Mean(task, tunedOn, step).Score);
        double capability = (before - chance) / (1 - chance);
        return new FineTuningGainTask
        {
            TunedOn = tunedOn,
            Task = task,
            Split = view.Relations[(task, tunedOn)],
            Metric = view.Metric(task),
            Step = step,
            Chance = chance,
            Base = before,
            Tuned = after,
            Capability = capability,
            LearnedInPretraining = capability > 0.8,
            Gain = About(after - before, 0.09),
        };
    }

    private static ForgettingChange ChangeOf(StudyView view, string task, string tunedOn, long step)
    {
        (double before, double after) = (view.Mean(task, "", step).Score, view.Mean(task, tunedOn, step).Score);
        return new ForgettingChange
        {
            TunedOn = tunedOn, Task = task, Split = TaskRelation.Unseen, Metric = view.Metric(task), Step = step, Base = before, Tuned = after, Runs = 1,
            BaseKnows = before > 0.6, Change = About(after - before, 0.08), AdjustedPValue = before > 0.6 ? 0.01 : double.NaN, FalseDiscoveryRate = 0.01,
            Verdict = before > 0.6 && after < before ? TransferVerdict.Hurts : TransferVerdict.NoClearChange,
            Relative = (after - before) / before, ChanceNormalised = double.NaN, Retention = after / before, AboveChanceRetention = double.NaN,
            EffectSize = double.NaN, McNemar = new McNemarResult("there are no item records"), ExceedsNoise = null,
        };
    }

    private static ForgettingPair Pair(StudyView view, string task, string tunedOn)
    {
        ForgettingChange[] known = [.. view.Steps.Select(s => ChangeOf(view, task, tunedOn, s)).Where(c => c.BaseKnows && !double.IsNaN(c.Change.Value))];
        ForgettingChange? worst = known.MinBy(c => c.Change.Value);
        return new ForgettingPair { TunedOn = tunedOn, Task = task, Split = TaskRelation.Unseen, Verdict = TransferVerdict.NoClearChange, Helps = 0, Hurts = 0, WorstChange = worst?.Change.Value ?? double.NaN, WorstStep = worst?.Step, MaximumForgetting = double.NaN };
    }

    private static IEnumerable<PromptSensitivityRow> Rows(StudyView view) => view.Results.Scores
        .GroupBy(r => (r.Step, r.Stage, r.TunedOn, r.Task, r.Split)).Where(g => g.Select(r => r.Format).Distinct().Count() > 1)
        .Select(g =>
        {
            FormatScore[] formats = [.. g.GroupBy(r => r.Format).Select(f => new FormatScore(f.Key, f.Average(r => r.Score)))];
            return new PromptSensitivityRow
            {
                Step = g.Key.Step,
                Stage = g.Key.Stage,
                TunedOn = g.Key.TunedOn,
                Task = g.Key.Task,
                Split = g.Key.Split,
                Metric = view.Metric(g.Key.Task),
                Formats = formats,
                Seeds = g.Select(r => r.Seed).Distinct().Count(),
                Spread = formats.Max(f => f.Score) - formats.Min(f => f.Score),
                HeldOutSpread = double.NaN,
                Consistency = double.NaN,
            };
        });
}
