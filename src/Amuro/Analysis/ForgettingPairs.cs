using System.Collections.Concurrent;
using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>A training task and an evaluated task, with the checkpoints and runs that have scores of both.</summary>
internal sealed record TaskPair(string TunedOn, TaskCells Task, TaskRelation Split, long[] Steps, int[] Seeds);

/// <summary>Evaluations before and after fine-tuning, by pair of tasks; what belongs to the base model alone is found once.</summary>
internal sealed class ForgettingPairs
{
    private readonly ResultGrid _grid;
    private readonly double _minimumKnowledge;
    private readonly double _level;
    private readonly ConcurrentDictionary<(TaskCells Task, long Step, int Half), bool> _knows = [];

    public ForgettingPairs(ResultGrid grid, double minimumKnowledge, double level)
    {
        (_grid, _minimumKnowledge, _level) = (grid, minimumKnowledge, level);
        All =
        [
            .. from tunedOn in grid.TuningTasks
               from evaluated in grid.Evaluated(tunedOn)
               let steps = grid.Steps(tunedOn, evaluated.Task.Name, grid.Format)
               where steps.Length > 0
               select new TaskPair(tunedOn, evaluated.Task, evaluated.Split, steps, grid.Seeds(Stage.FineTuned, tunedOn, evaluated.Task.Name, grid.Format)),
        ];
    }

    public IReadOnlyList<TaskPair> All { get; }

    /// <summary>Checkpoints at which the base model was scored on a task, ascending.</summary>
    public IReadOnlyList<long> BaseSteps(string task) => _grid.Series(Stage.Base, "", task, _grid.Format)?.Steps ?? [];

    /// <summary>Fine-tuned minus base, mean over the steps; null if an evaluation is missing.</summary>
    public Contrast? Change(TaskPair pair, long[] steps, int half = Contrast.Whole) => Contrast.Of(
        pair.Task,
        pair.TunedOn,
        pair.Seeds,
        seed =>
        [
            .. steps.Select(s => new Term(Tuned(pair, s, seed), 1.0 / steps.Length)),
            .. steps.Select(s => new Term(_grid.Base(s, pair.Task.Name, _grid.Format, seed), -1.0 / steps.Length)),
        ],
        half);

    public Cell? Tuned(TaskPair pair, long step, int seed) => _grid.Tuned(step, pair.TunedOn, pair.Task.Name, _grid.Format, seed);

    /// <summary>The base model's scores, mean over its seeds.</summary>
    public Cell Base(string task, long step) => _grid.Base(step, task, _grid.Format, ResultGrid.AllSeeds)!;

    /// <summary>Whether the base model is clearly above chance and above one constant answer.</summary>
    public bool Knows(TaskCells task, long step, int half = Contrast.Whole) => _knows.GetOrAdd((task, step, half), at =>
    {
        Cell cell = Base(at.Task.Name, at.Step);
        double score = at.Half == Contrast.Whole ? cell.Score : cell.ScoreIn(at.Half, at.Task);
        return score >= at.Task.KnowledgeFloor + _minimumKnowledge && Capability.IntervalOf(cell, at.Task, _level, at.Half).Low > at.Task.KnowledgeFloor;
    });

    /// <summary>How far apart the base model's last two checkpoints are on each task.</summary>
    public IEnumerable<NoiseFloor> NoiseFloors()
    {
        foreach (TaskCells task in All.Select(p => p.Task).Distinct())
        {
            if (BaseSteps(task.Name) is [.., long earlier, long later]
                && Contrast.Of(task, "", [ResultGrid.AllSeeds], _ => [new Term(Base(task.Name, later), 1), new Term(Base(task.Name, earlier), -1)]) is { } contrast)
            {
                yield return new NoiseFloor(task.Name, earlier, later, ClusteredEstimate.Of(contrast, _level));
            }
        }
    }
}
