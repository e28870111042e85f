using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Question 3: which unseen tasks does fine-tuning cost?</summary>
/// <remarks>
/// For each training task and each unseen task, the change of the score by fine-tuning, paired by item. Only tasks that the base model
/// knows count: its score must exceed chance by <see cref="MinimumKnowledge"/> and its interval must exclude chance. For the finding, one half
/// of the items decides whether the base model knows the task and the other half gives the change, both ways: choosing by the same
/// items would make luck of the base model look like forgetting.
/// </remarks>
public sealed record ForgettingAnalyzer : SeededAnalyzer<ForgettingAnalyzer, ForgettingReport>
{
    private const string Question = "Does fine-tuning cost performance on unseen tasks that the base model knows?";

    private ForgettingAnalyzer()
    {
    }

    /// <summary>The analysis with its default options.</summary>
    public static ForgettingAnalyzer Default { get; } = new();

    /// <summary>How far above chance the base score must be for the task to count as known. Default 0.05.</summary>
    public double MinimumKnowledge { get; private init; } = 0.05;

    /// <summary>Number of last checkpoints that the finding is about. Default 1.</summary>
    public int HeadlineCheckpoints { get; private init; } = 1;

    /// <summary>Sets <see cref="MinimumKnowledge"/>.</summary>
    /// <param name="minimumKnowledge">0 to 1.</param>
    public ForgettingAnalyzer WithMinimumKnowledge(double minimumKnowledge) => this with { MinimumKnowledge = minimumKnowledge };

    /// <summary>Sets <see cref="HeadlineCheckpoints"/>.</summary>
    /// <param name="checkpoints">At least 1; all checkpoints if there are fewer.</param>
    public ForgettingAnalyzer WithHeadlineCheckpoints(int checkpoints) => this with { HeadlineCheckpoints = checkpoints };

    private protected override IEnumerable<string> Mistakes()
    {
        foreach (string mistake in base.Mistakes())
        {
            yield return mistake;
        }

        if (!(MinimumKnowledge >= 0 && MinimumKnowledge <= 1))
        {
            yield return Invariant($"MinimumKnowledge: expected 0 to 1, found {MinimumKnowledge}");
        }

        if (HeadlineCheckpoints < 1)
        {
            yield return Invariant($"HeadlineCheckpoints: expected at least 1, found {HeadlineCheckpoints}");
        }
    }

    internal override ForgettingReport Analyze(ResultGrid grid)
    {
        (string TunedOn, TaskCells Task, long[] Steps)[] pairs =
        [
            .. from tunedOn in grid.TuningTasks
               from evaluated in grid.Evaluated(tunedOn)
               where evaluated.Split == TaskRelation.Unseen
               let steps = grid.Steps(tunedOn, evaluated.Task.Name, grid.Format)
               where steps.Length > 0
               select (tunedOn, evaluated.Task, steps),
        ];
        ForgettingChange[] changes = Adjust(
        [
            .. pairs.SelectMany(p => p.Steps.Select(step => (p.TunedOn, p.Task, Step: step))).AsParallel().AsOrdered()
                .Select(p => Change(grid, p.TunedOn, p.Task, p.Step)).OfType<ForgettingChange>(),
        ]);
        ILookup<(string, string), ForgettingChange> byPair = changes.ToLookup(c => (c.TunedOn, c.Task));
        return new ForgettingReport
        {
            Changes = changes,
            Pairs = [.. pairs.Select(p => Pair(p.TunedOn, p.Task.Name, byPair[(p.TunedOn, p.Task.Name)]))],
            Finding = Find(grid, pairs, changes),
        };
    }

    private Contrast? ContrastOf(ResultGrid grid, string tunedOn, TaskCells task, long[] steps, int half = Contrast.Whole) =>
        Contrast.Of(
            task,
            tunedOn,
            grid.Seeds(Stage.FineTuned, tunedOn, task.Name, grid.Format),
            seed =>
            [
                .. steps.Select(s => new Term(grid.Tuned(s, tunedOn, task.Name, grid.Format, seed), 1.0 / steps.Length)),
                .. steps.Select(s => new Term(grid.Base(s, task.Name, grid.Format, seed), -1.0 / steps.Length)),
            ],
            half);

    private ForgettingChange? Change(ResultGrid grid, string tunedOn, TaskCells task, long step)
    {
        if (ContrastOf(grid, tunedOn, task, [step]) is not { } contrast)
        {
            return null;
        }

        Estimate change = MeanOf([contrast]);
        double before = grid.Base(step, task.Name, grid.Format, ResultGrid.AllSeeds)!.Score;
        return new ForgettingChange
        {
            TunedOn = tunedOn,
            Task = task.Name,
            Metric = task.Metric,
            Step = step,
            Base = before,
            Tuned = before + contrast.Value,
            BaseKnows = Knows(grid, task, step, Contrast.Whole),
            Change = change.IsEstimable && contrast.BySeed is not null
                ? change with { PValue = SignFlip.PValue(contrast.ClusterSums(), Resamples, Seed) }
                : change,
            AdjustedPValue = double.NaN,
        };
    }

    private bool Knows(ResultGrid grid, TaskCells task, long step, int half)
    {
        Cell cell = grid.Base(step, task.Name, grid.Format, ResultGrid.AllSeeds)!;
        double score = half == Contrast.Whole ? cell.Score : cell.ScoreIn(half, task);
        return score >= task.Floor + MinimumKnowledge && Capability.IntervalOf(cell, task, Level, half).Low > task.Floor;
    }

    private static ForgettingChange[] Adjust(ForgettingChange[] changes)
    {
        foreach (long step in changes.Select(c => c.Step).Distinct().ToArray())
        {
            int[] known = [.. Enumerable.Range(0, changes.Length).Where(i => changes[i].Step == step && changes[i].BaseKnows)];
            double[] adjusted = Holm.Adjust([.. known.Select(i => changes[i].Change.PValue)]);
            for (int k = 0; k < known.Length; k++)
            {
                changes[known[k]] = changes[known[k]] with { AdjustedPValue = adjusted[k] };
            }
        }

        return changes;
    }

    private static ForgettingPair Pair(string tunedOn, string task, IEnumerable<ForgettingChange> changes)
    {
        ForgettingChange[] own = [.. changes.OrderBy(c => c.Step)];
        ForgettingChange? worst = own.Where(c => c.BaseKnows).MinBy(c => c.Change.Value);
        return new ForgettingPair
        {
            TunedOn = tunedOn,
            Task = task,
            WorstChange = worst?.Change.Value ?? double.NaN,
            WorstStep = worst?.Step,
            MaximumForgetting = own.Length == 0 ? double.NaN : own.Max(c => c.Base) - own[^1].Tuned,
        };
    }

    private Finding Find(ResultGrid grid, (string TunedOn, TaskCells Task, long[] Steps)[] pairs, ForgettingChange[] changes)
    {
        if (pairs.Length == 0)
        {
            return Wording.NotEstimable(Question, "no unseen task was scored both before and after fine-tuning", Level);
        }

        Contrast[] known = [.. pairs.SelectMany(p => KnownHalves(grid, p.TunedOn, p.Task, p.Steps[^Math.Min(HeadlineCheckpoints, p.Steps.Length)..]))];
        if (known.Length == 0)
        {
            return Wording.NotEstimable(Question, "the base model is not clearly above chance on any unseen task at the last checkpoint: there is nothing to forget", Level);
        }

        Estimate mean = MeanOf(known);
        if (!mean.IsEstimable)
        {
            return Wording.NotEstimable(Question, mean.Reason ?? "no interval", Level);
        }

        long last = pairs.Max(p => p.Steps[^1]);
        ForgettingChange[] final = [.. changes.Where(c => c.Step == last && c.BaseKnows)];
        int significant = final.Count(c => c.AdjustedPValue < Alpha && c.Change.Value < 0);
        ForgettingChange? worst = final.MinBy(c => c.Change.Value);
        string where = worst is null ? "" : $" (worst: {worst.Task} after {worst.TunedOn}, {Wording.Signed(worst.Change.Value)})";
        return new Finding
        {
            Question = Question,
            Verdict = Judgement.Of(mean, -1, MinimumEffect),
            Effect = mean.Value,
            Interval = mean.Interval,
            PValue = mean.PValue,
            Sentence = $"At the last checkpoint fine-tuning changes the score on unseen tasks that the base model knows by {Wording.With(mean)} on average; "
                + $"the drop is significant on {significant} of {Wording.Count(final.Length, "pair")} of training task and unseen task{where}.",
            Assumptions =
            [
                Wording.Seeds(known),
                "The interval holds for these tasks at this checkpoint, not for others; single drops are tested by sign flips of clusters with Holm's correction.",
                known.All(c => c.BySeed is not null)
                    ? "One half of the items decides whether the base model knows a task and the other half gives the change, both ways."
                    : "Without item records known tasks are chosen by the same scores that the change is taken from, which makes forgetting look larger.",
                .. Wording.Data(grid, known),
            ],
        };
    }

    private IEnumerable<Contrast> KnownHalves(ResultGrid grid, string tunedOn, TaskCells task, long[] steps)
    {
        Contrast? whole = ContrastOf(grid, tunedOn, task, steps);
        if (whole is null)
        {
            yield break;
        }

        foreach (int half in new[] { 0, 1 })
        {
            bool halved = whole.BySeed is not null;
            Contrast? contrast = halved ? ContrastOf(grid, tunedOn, task, steps, 1 - half) : whole;
            if (contrast is not null && steps.All(s => Knows(grid, task, s, halved ? half : Contrast.Whole)))
            {
                yield return contrast;
            }
        }
    }
}
