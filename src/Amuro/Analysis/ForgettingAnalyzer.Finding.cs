using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Results;

namespace Amuro.Analysis;

/// <content>The answer to the question.</content>
public sealed partial record ForgettingAnalyzer
{
    private const string Question = "Does fine-tuning cost performance on unseen tasks that the base model knows?";

    private Finding Find(ResultGrid grid, ForgettingPairs pairs, ForgettingChange[] changes, NoiseFloor[] noise)
    {
        TaskPair[] unseen = [.. pairs.All.Where(p => p.Split == TaskRelation.Unseen)];
        if (unseen.Length == 0)
        {
            return Wording.NotEstimable(Question, "no unseen task was scored both before and after fine-tuning", Level);
        }

        Contrast[] known = [.. unseen.SelectMany(p => KnownHalves(pairs, p, p.Steps[^Math.Min(HeadlineCheckpoints, p.Steps.Length)..]))];
        if (known.Length == 0)
        {
            return Wording.NotEstimable(Question, "the base model is not clearly above chance on any unseen task at the last checkpoint: there is nothing to forget", Level);
        }

        Estimate mean = MeanOf(known);
        if (!mean.IsEstimable)
        {
            return Wording.NotEstimable(Question, mean.Reason ?? "no interval", Level);
        }

        long last = unseen.Max(p => p.Steps[^1]);
        ForgettingChange[] final = [.. changes.Where(c => c.Split == TaskRelation.Unseen && c.Step == last && c.BaseKnows)];
        int hurt = final.Count(c => c.Verdict == TransferVerdict.Hurts);
        ForgettingChange? worst = final.MinBy(c => c.Change.Value);
        string where = worst is null ? "" : $" (worst: {worst.Task} after {worst.TunedOn}, {Wording.Signed(worst.Change.Value)})";
        HashSet<string> tasks = [.. final.Select(c => c.Task)];
        double[] moves = [.. noise.Where(n => tasks.Contains(n.Task)).Select(n => Math.Abs(n.Change.Value))];
        return new Finding
        {
            Question = Question,
            Verdict = Judgement.Of(mean, -1, MinimumEffect),
            Effect = mean.Value,
            Interval = mean.Interval,
            PValue = mean.PValue,
            Test = Wording.Test(known, Resamples),
            Sentence = $"At the last checkpoint fine-tuning changes the score on unseen tasks that the base model knows by {Wording.With(mean)} on average; "
                + $"it clearly hurts {hurt} of {Wording.Count(final.Length, "pair")} of training task and unseen task{where}.",
            Assumptions =
            [
                Wording.Seeds(known),
                "The interval holds for these tasks at this checkpoint, not for others.",
                "Single pairs are tested with clustered standard errors and Holm's correction over the whole matrix of the checkpoint.",
                known.All(c => c.BySeed is not null)
                    ? "One half of the items decides whether the base model knows a task and the other half gives the change, both ways."
                    : "Without item records known tasks are chosen by the same scores that the change is taken from, which makes forgetting look larger.",
                .. moves.Length > 0 ? new[] { $"Between its last two checkpoints the base model itself moves by {Wording.Plain(moves.Average())} on average on these tasks." } : [],
                .. Wording.Data(grid, known),
            ],
        };
    }

    private static IEnumerable<Contrast> KnownHalves(ForgettingPairs pairs, TaskPair pair, long[] steps)
    {
        Contrast? whole = pairs.Change(pair, steps);
        if (whole is null)
        {
            yield break;
        }

        foreach (int half in new[] { 0, 1 })
        {
            bool halved = whole.BySeed is not null;
            Contrast? contrast = halved ? pairs.Change(pair, steps, 1 - half) : whole;
            if (contrast is not null && steps.All(s => pairs.Knows(pair.Task, s, halved ? half : Contrast.Whole)))
            {
                yield return contrast;
            }
        }
    }
}
