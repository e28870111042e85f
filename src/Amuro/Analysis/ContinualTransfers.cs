using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Reads the measures of continual learning off the matrix of changes.</summary>
internal static class ContinualTransfers
{
    public static IEnumerable<ContinualTransfer> Of(ForgettingPairs pairs, IReadOnlyList<ForgettingChange> changes)
    {
        Dictionary<string, TaskCells> tasks = pairs.All.Select(p => p.Task).Distinct().ToDictionary(t => t.Name, StringComparer.Ordinal);
        Dictionary<(string, long), double> best = Best(pairs, tasks.Keys);
        foreach (IGrouping<(string TunedOn, long Step), ForgettingChange> row in changes.GroupBy(c => (c.TunedOn, c.Step)).OrderBy(g => g.Key.TunedOn, StringComparer.Ordinal).ThenBy(g => g.Key.Step))
        {
            ForgettingChange[] unseen = [.. row.Where(c => c.Split == TaskRelation.Unseen)];
            ScoreChangeResult change = ScoreChange.Of(
                [.. unseen.Select(c => c.Base)], [.. unseen.Select(c => c.Tuned)], [.. unseen.Select(c => tasks[c.Task].Floor)]);
            yield return new ContinualTransfer
            {
                TunedOn = row.Key.TunedOn,
                Step = row.Key.Step,
                Tasks = unseen.Length,
                BackwardTransfer = unseen.Length == 0 ? NoUnseen : new Quantity(change.MeanRaw, change.Reason),
                RelativeChange = unseen.Length == 0 ? NoUnseen : change.RatioOfSums,
                ChanceNormalised = unseen.Length == 0 ? NoUnseen : change.MeanChanceNormalised,
                Forgetting = Forgetting(pairs, unseen, row.Key.Step, best),
                ForwardTransfer = Forward(pairs, tasks, row.Key.TunedOn, row.Key.Step),
            };
        }
    }

    private static Quantity NoUnseen { get; } = Quantity.None("no unseen task was scored before and after fine-tuning at this checkpoint");

    // The best base score of each task up to and with each of its checkpoints.
    private static Dictionary<(string, long), double> Best(ForgettingPairs pairs, IEnumerable<string> tasks)
    {
        var best = new Dictionary<(string, long), double>();
        foreach (string task in tasks)
        {
            double highest = double.NegativeInfinity;
            foreach (long step in pairs.BaseSteps(task))
            {
                highest = Math.Max(highest, pairs.Base(task, step).Score);
                best.Add((task, step), highest);
            }
        }

        return best;
    }

    private static Quantity Forgetting(ForgettingPairs pairs, ForgettingChange[] unseen, long step, Dictionary<(string, long), double> best)
    {
        if (unseen.Length == 0)
        {
            return NoUnseen;
        }

        int[] rows = [.. unseen.Select(c => pairs.BaseSteps(c.Task).Count(s => s <= step)).Distinct()];
        return rows.Length > 1
            ? Quantity.None("the unseen tasks were not all scored at the same base checkpoints")
            : new Quantity(unseen.Average(c => best[(c.Task, step)] - c.Tuned));
    }

    private static Quantity Forward(ForgettingPairs pairs, Dictionary<string, TaskCells> tasks, string tunedOn, long step)
    {
        if (!tasks.TryGetValue(tunedOn, out TaskCells? own) || !pairs.BaseSteps(tunedOn).Contains(step))
        {
            return Quantity.None("the training task itself was not scored before fine-tuning at this checkpoint");
        }

        double untrained = pairs.BaseSteps(tunedOn)[0] == 0 ? pairs.Base(tunedOn, 0).Score : own.Chance;
        return double.IsNaN(untrained)
            ? Quantity.None("the score of the untrained model is not known: no checkpoint of step 0 and no chance level")
            : new Quantity(pairs.Base(tunedOn, step).Score - untrained);
    }
}
