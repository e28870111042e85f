using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Question 2: do the data sets on which the base model shows no capability gain most from fine-tuning?</summary>
/// <remarks>
/// Compares, at the last checkpoint, the gains (fine-tuned minus base) of the data sets of each training task's family, out-of-domain
/// ones where there are some. A data set counts as learned in pre-training if the base model is at least
/// <see cref="CapabilityThreshold"/> of the way from chance to a perfect score. The fine-tuned score has no part in that: a threshold
/// relative to it would decide the answer by definition. The base score is part of both capability and gain, so noise in it would
/// fake a relation (regression to the mean): the items are split into halves, one decides the group and the other gives the gain, both ways.
/// <see cref="FineTuningGain.Relation"/> has the gain over the capability itself, corrected for the same.
/// </remarks>
public sealed record FineTuningGainAnalyzer : SeededAnalyzer<FineTuningGainAnalyzer, FineTuningGain>
{
    private const string Question = "Do the data sets on which the base model shows no capability gain most from fine-tuning?";

    private FineTuningGainAnalyzer()
    {
    }

    /// <summary>The analysis with its default options.</summary>
    public static FineTuningGainAnalyzer Default { get; } = new();

    /// <summary>
    /// A data set counts as learned in pre-training from this capability on: share of the way from chance to a perfect score. Default 0.8:
    /// with 0.5 a generation task that base models do half-way (ROUGE-L of .64) changed sides between runs.
    /// </summary>
    public double CapabilityThreshold { get; private init; } = 0.8;

    /// <summary>Sets <see cref="CapabilityThreshold"/>.</summary>
    /// <param name="threshold">Above 0, at most 1.</param>
    public FineTuningGainAnalyzer WithCapabilityThreshold(double threshold) => this with { CapabilityThreshold = threshold };

    private protected override IEnumerable<string> Mistakes()
    {
        IEnumerable<string> mistakes = base.Mistakes();
        return CapabilityThreshold is > 0 and <= 1
            ? mistakes
            : mistakes.Append(Invariant($"CapabilityThreshold: expected above 0 and at most 1, found {CapabilityThreshold}"));
    }

    internal override FineTuningGain Analyze(ResultGrid grid, StudyResults results)
    {
        (string TunedOn, TaskCells Task, TaskRelation Split, long Step)[] own =
        [
            .. from tunedOn in grid.TuningTasks
               from evaluated in grid.Headline(tunedOn, _ => true)
               let steps = grid.Steps(tunedOn, evaluated.Task.Name, grid.Format)
               where steps.Length > 0
               select (tunedOn, evaluated.Task, evaluated.Split, steps[^1]),
        ];
        DataSet[] sets = [.. own.AsParallel().AsOrdered().Select(o => Build(grid, o.TunedOn, o.Task, o.Split, o.Step)).OfType<DataSet>()];
        double[] adjusted = Holm.Adjust([.. sets.Select(s => s.Row.Gain.PValue)]);
        FineTuningGainTask[] rows = [.. sets.Select((s, i) => s.Row with { AdjustedPValue = adjusted[i] })];
        GainRelation relation = GainLine.Of([.. sets.Select(s => s.Point)], Level);
        var all = GainGroup.Of(rows);
        (List<(Contrast, double)> low, List<(Contrast, double)> high) = Groups(sets);
        return new FineTuningGain
        {
            Tasks = rows,
            GainLearnedInPretraining = Estimate(high),
            GainNotLearnedInPretraining = Estimate(low),
            Relation = relation,
            All = all,
            LearnedInPretraining = GainGroup.Of(rows.Where(r => r.LearnedInPretraining)),
            LearnedInFineTuning = GainGroup.Of(rows.Where(r => !r.LearnedInPretraining)),
            Finding = Find(grid, sets, low, high, relation, all),
        };
    }

    private DataSet? Build(ResultGrid grid, string tunedOn, TaskCells task, TaskRelation split, long step)
    {
        int[] seeds = grid.Seeds(Stage.FineTuned, tunedOn, task.Name, grid.Format);
        List<Term> Gain(int seed) =>
        [
            new Term(grid.Tuned(step, tunedOn, task.Name, grid.Format, seed), 1),
            new Term(grid.Base(step, task.Name, grid.Format, seed), -1),
        ];
        Contrast? whole = Contrast.Of(task, tunedOn, seeds, Gain);
        if (whole is null)
        {
            return null;
        }

        Cell before = grid.Base(step, task.Name, grid.Format, ResultGrid.AllSeeds)!;
        Contrast?[] halves = whole.BySeed is null ? [null, null] : [Contrast.Of(task, tunedOn, seeds, Gain, 0), Contrast.Of(task, tunedOn, seeds, Gain, 1)];
        double capability = Way(before.Score, task);
        var row = new FineTuningGainTask
        {
            TunedOn = tunedOn,
            Task = task.Name,
            Split = split,
            Metric = task.Metric,
            Step = step,
            Chance = task.Floor,
            Base = before.Score,
            Tuned = before.Score + whole.Value,
            Capability = capability,
            LearnedInPretraining = capability >= CapabilityThreshold,
            Gain = MeanOf([whole]),
        };
        if (halves is not [{ } first, { } second])
        {
            var alone = new GainPoint(capability, Way(row.Tuned, task), Capability.ErrorOf(before, task) / (1 - task.Floor), null);
            return new DataSet(row, [whole, whole], [row.LearnedInPretraining, row.LearnedInPretraining], alone);
        }

        double[] capabilities = [.. new[] { 0, 1 }.Select(h => Way(before.ScoreIn(h, task), task))];
        var point = new GainPoint(
            capability, Way(row.Tuned, task), Capability.ErrorOf(before, task) / (1 - task.Floor),
            [(capabilities[0], first.Value / (1 - task.Floor)), (capabilities[1], second.Value / (1 - task.Floor))]);
        return new DataSet(row, [first, second], [.. capabilities.Select(c => c >= CapabilityThreshold)], point);
    }

    private static double Way(double score, TaskCells task) => (score - task.Floor) / (1 - task.Floor);

    // Terms of the mean gain of each group: in each of the two rounds one half decides the group and the other half gives the gain.
    private static (List<(Contrast, double)> Low, List<(Contrast, double)> High) Groups(DataSet[] sets)
    {
        int[] rounds = [.. new[] { 0, 1 }.Where(r => sets.Any(s => s.Capable[r]) && sets.Any(s => !s.Capable[r]))];
        if (rounds.Length == 0)
        {
            rounds = [0, 1];
        }

        List<(Contrast, double)> Side(bool capable)
        {
            int[] used = [.. rounds.Where(r => sets.Any(s => s.Capable[r] == capable))];
            return
            [
                .. from round in used
                   let members = sets.Where(s => s.Capable[round] == capable).ToArray()
                   from member in members
                   select (member.GainOf[1 - round], 1.0 / members.Length / used.Length),
            ];
        }

        return (Side(false), Side(true));
    }

    private Finding Find(
        ResultGrid grid, DataSet[] sets, List<(Contrast Contrast, double Weight)> low, List<(Contrast Contrast, double Weight)> high,
        GainRelation relation, GainGroup all)
    {
        if (sets.Length < 2)
        {
            return Wording.NotEstimable(Question, $"two data sets of training tasks' families are needed, found {Wording.Count(sets.Length, "data set")}", Level);
        }

        if (low.Count == 0 || high.Count == 0)
        {
            string side = low.Count == 0 ? "reaches" : "lies below";
            return Wording.NotEstimable(
                Question,
                Invariant($"the base model's capability {side} the threshold {CapabilityThreshold} on each of the {sets.Length} data sets, so there is nothing to compare{GainWording.Relation(relation)}"),
                Level)
            with
            { Assumptions = [.. GainWording.Notes(relation, all, Alpha)] };
        }

        Estimate difference = Estimate([.. low, .. high.Select(h => (h.Contrast, -h.Weight))]);
        if (!difference.IsEstimable)
        {
            return Wording.NotEstimable(Question, difference.Reason ?? "no interval", Level);
        }

        // By the halves that decide: one data set may be in both groups.
        int learned = sets.Count(s => s.Capable.Any(c => c)), others = sets.Count(s => !s.Capable.All(c => c));
        int changing = sets.Count(s => s.Capable[0] != s.Capable[1]);
        return new Finding
        {
            Question = Question,
            Verdict = Judgement.Of(difference, +1, MinimumEffect),
            Effect = difference.Value,
            Interval = difference.Interval,
            PValue = difference.PValue,
            Test = Wording.Test(low.Concat(high).Select(t => t.Contrast), Resamples),
            Sentence = $"At the last checkpoint fine-tuning changes the score by {Wording.With(Estimate(low))} on the "
                + $"{Wording.Count(others, "data set")} not learned in pre-training and by {Wording.With(Estimate(high))} on the "
                + $"{Wording.Count(learned, "data set")} learned in pre-training: a difference of {Wording.With(difference)}{GainWording.Relation(relation)}.",
            Assumptions =
            [
                Wording.Seeds(low.Concat(high).Select(t => t.Contrast)),
                "The interval holds for these data sets at this checkpoint, not for others.",
                Invariant($"Learned in pre-training means at least {CapabilityThreshold} of the way from chance to a perfect score; such data sets have little room left to gain."),
                sets.All(s => s.Point.Halves is not null)
                    ? "One half of the items decides the group and the other half gives the gain, both ways, against regression to the mean."
                    : "Without item records regression to the mean is not removed on every data set.",
                .. changing > 0 ? new[] { $"{Wording.Count(changing, "data set")} fell into different groups by the two halves." } : [],
                .. GainWording.Notes(relation, all, Alpha),
                .. Wording.Data(grid, low.Concat(high).Select(t => t.Contrast)),
            ],
        };
    }

    private sealed record DataSet(FineTuningGainTask Row, Contrast[] GainOf, bool[] Capable, GainPoint Point);
}
