using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Question 1: does more pre-training help in a way that only fine-tuning reveals?</summary>
/// <remarks>
/// Looks at the multiple-choice tasks of each training task's family: the out-of-domain ones, or the in-domain ones if there are none
/// (in-domain items can be memorised). Late and early are the last and the first third of the checkpoints, at least one each.
/// The base score of a task stays at chance if its change lies below <see cref="SeededAnalyzer{TSelf, TReport}.MinimumEffect"/>, or if it
/// is not above chance (Wilson interval) at more than half of the checkpoints and its change is not clearly above that smallest effect.
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

    internal override LatentImprovement Analyze(ResultGrid grid)
    {
        Candidate[] candidates =
        [
            .. from tunedOn in grid.TuningTasks
               from own in grid.Headline(tunedOn, t => t.IsChoice)
               let steps = grid.Steps(tunedOn, own.Task.Name, grid.Format)
               where steps.Length >= 2
               let candidate = Build(grid, tunedOn, own.Task, own.Split, steps)
               where candidate is not null
               select candidate,
        ];
        double[][] x = [.. candidates.Select(c => c.Checkpoints.Select(p => (double)p.Step).ToArray())];
        StepTrend[] baseTrends = Trends.Of([.. candidates.Select((c, i) => (x[i], c.Checkpoints.Select(p => p.Base).ToArray()))], Level);
        StepTrend[] tunedTrends = Trends.Of([.. candidates.Select((c, i) => (x[i], c.Checkpoints.Select(p => p.Tuned).ToArray()))], Level);
        LatentImprovementTask[] rows = [.. candidates.Select((c, i) => Row(c, baseTrends[i], tunedTrends[i]))];
        return new LatentImprovement { Tasks = rows, Finding = Find(grid, candidates, rows) };
    }

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
        bool flat = change.IsEstimable
            && (change.Interval.High <= MinimumEffect || (2 * atChance > points.Length && change.Interval.Low <= MinimumEffect));
        return new Candidate(tunedOn, task, split, points, tuned, excess, change, flat);
    }

    private LatentImprovementTask Row(Candidate c, StepTrend baseTrend, StepTrend tunedTrend) => new()
    {
        TunedOn = c.TunedOn,
        Task = c.Task.Name,
        Split = c.Split,
        Metric = c.Task.Metric,
        Chance = c.Task.Chance,
        Checkpoints = c.Checkpoints,
        BaseAtChance = c.AtChance,
        BaseChange = c.BaseChange,
        TunedChange = MeanOf([c.Tuned]),
        BaseTrend = baseTrend,
        TunedTrend = tunedTrend,
    };

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
        int rising = chosen.Count(i => rows[i].TunedTrend.Tau > 0 && rows[i].TunedTrend.AdjustedPValue < Alpha);
        string tasks = Wording.Count(chosen.Length, Splits(chosen.Select(i => candidates[i])) + " task");
        string where = any ? $"{tasks} whose base score stays at chance" : $"{tasks}, none of which has a base score that stays at chance";
        return new Finding
        {
            Question = Question,
            Verdict = verdict,
            Effect = tuned.Value,
            Interval = tuned.Interval,
            PValue = tuned.PValue,
            Sentence = $"From the first to the last third of pre-training the fine-tuned score changes by {Wording.With(tuned)} on {where}, "
                + $"{Wording.With(excess)} more than the base score; the fine-tuned trend rises significantly on {rising} of them.",
            Assumptions =
            [
                Wording.Seeds(chosen.Select(i => candidates[i].Tuned)),
                "The interval holds for these tasks and these checkpoints, not for others.",
                .. candidates.Any(c => c.Split == TaskRelation.InDomain)
                    ? new[] { "Some training tasks have no out-of-domain task: in-domain items stand in, and can be memorised." } : [],
                .. Wording.Data(grid, chosen.Select(i => candidates[i].Tuned)),
            ],
        };
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
        Contrast Tuned, Contrast Excess, Estimate BaseChange, bool AtChance);
}
