using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Question 1: does more pre-training help in a way that only fine-tuning reveals?</summary>
/// <remarks>
/// Looks at the multiple-choice tasks of each training task's family: the out-of-domain ones, or the in-domain ones if there are none
/// (in-domain items can be memorised). Late and early are the last and the first third of the checkpoints, at least one each.
/// The base score of a task stays at chance if its change lies below <see cref="SeededAnalyzer{TSelf, TReport}.MinimumEffect"/>, or if it
/// is not above chance (Wilson interval) at more than half of the checkpoints and its change is not clearly above that smallest effect.
/// Each row has more: trends over the steps (Mann-Kendall's test, Theil-Sen slope), that of the fine-tuned score over the checkpoints
/// whose base score cannot be told from chance, where the fine-tuned score bends, and whether it falls again late.
/// Supported: on those tasks the fine-tuned score rises, and rises more than the base score (intervals above 0).
/// Not supported: the fine-tuned score does not rise by an effect that matters, or the base score rises as much.
/// </remarks>
public sealed record LatentImprovementAnalyzer : SeededAnalyzer<LatentImprovementAnalyzer, LatentImprovement>
{
    private const string Question = "Does more pre-training help in a way that only fine-tuning reveals?";

    private LatentImprovementAnalyzer()
    {
    }

    /// <summary>The analysis with its default options.</summary>
    public static LatentImprovementAnalyzer Default { get; } = new();

    internal override LatentImprovement Analyze(ResultGrid grid, StudyResults results)
    {
        bool anyChance = grid.Tasks.Any(t => t.IsChoice);
        (string TunedOn, TaskCells Task, TaskRelation Split, long[] Steps)[] own =
        [
            .. from tunedOn in grid.TuningTasks
               from evaluated in grid.Headline(tunedOn, t => t.IsChoice || !anyChance)
               let steps = grid.Steps(tunedOn, evaluated.Task.Name, grid.Format)
               where steps.Length >= 2
               select (tunedOn, evaluated.Task, evaluated.Split, steps),
        ];
        Candidate[] candidates = [.. own.AsParallel().AsOrdered().Select(o => Build(grid, o.TunedOn, o.Task, o.Split, o.Steps)).OfType<Candidate>()];
        LatentImprovementTask[] rows = Rows(candidates);
        return new LatentImprovement { Tasks = rows, Finding = anyChance ? Find(grid, candidates, rows) : WithoutChance(rows) };
    }

    private LatentImprovementTask[] Rows(Candidate[] candidates)
    {
        CheckpointScore[][] curves = [.. candidates.Select(c => c.Checkpoints)];
        var tuned = new TunedCurves(Level, Resamples, Seed);
        ImprovementOnset[] onsets = tuned.Onsets(curves);
        LateDecline[] declines = tuned.Declines(curves);
        StepTrend[] baseTrends = TrendsOf(curves, p => p.Base);
        StepTrend[] tunedTrends = TrendsOf(curves, p => p.Tuned);
        double[] baseP = Holm.Adjust([.. candidates.Select(c => c.BaseChange.PValue)]), tunedP = Holm.Adjust([.. candidates.Select(c => c.TunedChange.PValue)]);
        CheckpointScore[][] atChance = [.. candidates.Select(c => c.Checkpoints.Where(p => p.BaseInterval.Contains(c.Task.Chance)).ToArray())];
        StepTrend[] trendsAtChance = TrendsOf(atChance, p => p.Tuned);
        return
        [
            .. candidates.Select((c, i) => new LatentImprovementTask
            {
                TunedOn = c.TunedOn,
                Task = c.Task.Name,
                Split = c.Split,
                Metric = c.Task.Metric,
                Chance = c.Task.Chance,
                Checkpoints = c.Checkpoints,
                BaseAtChance = c.AtChance,
                BaseChange = c.BaseChange,
                BaseChangeAdjustedPValue = baseP[i],
                TunedChange = c.TunedChange,
                TunedChangeAdjustedPValue = tunedP[i],
                BaseTrend = baseTrends[i],
                TunedTrend = tunedTrends[i],
                StepsAtChance = [.. atChance[i].Select(p => p.Step)],
                TunedTrendAtChance = c.Task.IsChoice ? trendsAtChance[i] : StepTrend.None("the chance level is not known"),
                IsLatent = 2 * atChance[i].Length > c.Checkpoints.Length && trendsAtChance[i].Rises(Alpha),
                Onset = onsets[i],
                LateDecline = declines[i],
            }),
        ];
    }

    private StepTrend[] TrendsOf(CheckpointScore[][] curves, Func<CheckpointScore, double> score) =>
        Trends.Of([.. curves.Select(c => (c.Select(p => (double)p.Step).ToArray(), c.Select(score).ToArray()))], Level);

    private Candidate? Build(ResultGrid grid, string tunedOn, TaskCells task, TaskRelation split, long[] steps)
    {
        string name = task.Name;
        string format = grid.Format;
        int[] seeds = grid.Seeds(Stage.FineTuned, tunedOn, name, format);
        List<Term> Base(int seed) => SeriesParts.LateMinusEarly(steps, s => grid.Base(s, name, format, seed));
        List<Term> Tuned(int seed) => SeriesParts.LateMinusEarly(steps, s => grid.Tuned(s, tunedOn, name, format, seed));
        Contrast? tuned = Contrast.Of(task, tunedOn, seeds, Tuned);
        Contrast? before = Contrast.Of(task, "", grid.Seeds(Stage.Base, "", name, format), Base);
        Contrast? excess = Contrast.Of(task, tunedOn, seeds, seed => [.. Tuned(seed), .. Base(seed).Select(t => t with { Weight = -t.Weight })]);
        if (tuned is null || before is null || excess is null)
        {
            return null;
        }

        CheckpointScore[] points =
        [
            .. steps.Select(step =>
            {
                Cell cell = grid.Base(step, name, format, ResultGrid.AllSeeds)!;
                Cell after = grid.Tuned(step, tunedOn, name, format, ResultGrid.AllSeeds)!;
                return new CheckpointScore(step, cell.Score, Capability.IntervalOf(cell, task, Level), after.Score);
            }),
        ];
        Estimate change = MeanOf([before]);
        int atChance = points.Count(p => p.BaseInterval.Low <= task.Chance);
        bool flat = task.IsChoice && change.IsEstimable
            && (change.Interval.High <= MinimumEffect || (2 * atChance > points.Length && change.Interval.Low <= MinimumEffect));
        return new Candidate(tunedOn, task, split, points, tuned, excess, change, MeanOf([tuned]), flat);
    }

    private Finding Find(ResultGrid grid, Candidate[] candidates, LatentImprovementTask[] rows)
    {
        if (candidates.Length == 0)
        {
            return Wording.NotEstimable(
                Question, "there is no multiple-choice task of a training task's family with a known chance level, scored before and after fine-tuning at two checkpoints", Level);
        }

        bool any = candidates.Any(c => c.AtChance);
        int[] chosen = [.. Enumerable.Range(0, candidates.Length).Where(i => !any || candidates[i].AtChance)];
        Estimate tuned = MeanOf(chosen.Select(i => candidates[i].Tuned));
        Estimate excess = MeanOf(chosen.Select(i => candidates[i].Excess));
        if (!tuned.IsEstimable || !excess.IsEstimable)
        {
            return Wording.NotEstimable(Question, tuned.Reason ?? excess.Reason ?? "no interval", Level);
        }

        Verdict verdict = Decide(any, tuned, excess);
        LatentImprovementTask[] own = [.. chosen.Select(i => rows[i])];
        string tasks = Wording.Count(chosen.Length, Splits(chosen.Select(i => candidates[i])) + " task");
        string where = any ? $"{tasks} whose base score stays at chance" : $"{tasks}, none of which has a base score that stays at chance";
        return new Finding
        {
            Question = Question,
            Verdict = verdict,
            Effect = tuned.Value,
            Interval = tuned.Interval,
            PValue = tuned.PValue,
            Test = Wording.Test(chosen.Select(i => candidates[i].Tuned), Resamples),
            Sentence = $"From the first to the last third of pre-training the fine-tuned score changes by {Wording.With(tuned)} on {where}, "
                + $"{Wording.With(excess)} more than the base score; {LatentWording.Curves(own, Alpha)}.",
            Assumptions =
            [
                Wording.Seeds(chosen.Select(i => candidates[i].Tuned)),
                "The interval holds for these tasks and these checkpoints, not for others.",
                .. LatentWording.Tests(rows),
                .. candidates.Any(c => c.Split == TaskRelation.InDomain)
                    ? new[] { "Some training tasks have no out-of-domain task: in-domain items stand in, and can be memorised." } : [],
                .. Wording.Data(grid, chosen.Select(i => candidates[i].Tuned)),
            ],
        };
    }

    private Finding WithoutChance(LatentImprovementTask[] rows)
    {
        string reason = rows.Length == 0
            ? "there is no multiple-choice task with a known chance level, and no task of a training task's family was scored before and after fine-tuning at two checkpoints"
            : $"no task has a known chance level, so a base score that stays at chance cannot be told; of {Wording.Count(rows.Length, "task")}, {LatentWording.Curves(rows, Alpha)}";
        return Wording.NotEstimable(Question, reason, Level) with { Assumptions = [.. LatentWording.Tests(rows)] };
    }

    private Verdict Decide(bool anyAtChance, Estimate tuned, Estimate excess)
    {
        Verdict rises = Judgement.Of(tuned, +1, MinimumEffect);
        if (excess.Interval.High <= MinimumEffect)
        {
            return Verdict.NotSupported;
        }

        return rises == Verdict.Supported && !(anyAtChance && excess.Interval.Low > 0) ? Verdict.Inconclusive : rises;
    }

    private static string Splits(IEnumerable<Candidate> candidates) =>
        candidates.All(c => c.Split == TaskRelation.OutOfDomain) ? "out-of-domain"
        : candidates.All(c => c.Split == TaskRelation.InDomain) ? "in-domain" : "in- or out-of-domain";

    private sealed record Candidate(
        string TunedOn, TaskCells Task, TaskRelation Split, CheckpointScore[] Checkpoints,
        Contrast Tuned, Contrast Excess, Estimate BaseChange, Estimate TunedChange, bool AtChance);
}
