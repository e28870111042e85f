using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Runtime;
using Amuro.Tasks;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>Divides a study into cells and names each by the hash of what it is computed from.</summary>
internal sealed class StudyPlanner
{
    private readonly Study _study;
    private readonly Func<Checkpoint, string> _weights;
    private readonly Func<Checkpoint, CellCosts> _costs;
    private readonly Dictionary<string, string> _taskHashes;
    private readonly Dictionary<string, string> _tuningHashes;

    /// <summary>Prepares the planning of a study's checkpoints.</summary>
    /// <param name="study">The study.</param>
    /// <param name="weights">The hash of a checkpoint's weights, config and tokenizer.</param>
    /// <param name="costs">Estimates the cells of a checkpoint; asked for when an estimate is.</param>
    public StudyPlanner(Study study, Func<Checkpoint, string> weights, Func<Checkpoint, CellCosts> costs)
    {
        (_study, _weights, _costs) = (study, weights, costs);
        _taskHashes = study.Tasks.ToDictionary(t => t.Name, t => EvaluationHash(study.Evaluator, t));
        _tuningHashes = study.Tunings.ToDictionary(t => t.Name, TuningHash);
    }

    /// <summary>The states of one checkpoint: as it is, then under every tuning and seed. </summary>
    /// <exception cref="AmuroException">The checkpoint cannot be read.</exception>
    public IReadOnlyList<ModelState> StatesOf(Checkpoint checkpoint)
    {
        string weights = _weights(checkpoint);
        return
        [
            State(checkpoint, weights, null, 0),
            .. _study.Tunings.SelectMany(tuning => _study.Seeds.Select(seed => State(checkpoint, weights, tuning, seed))),
        ];
    }

    // Results on a GPU differ from those on the CPU in their last bits, so they are other results. Step and name are in every row of
    // them: two checkpoints of the same weights are two states.
    private ModelState State(Checkpoint checkpoint, string weights, Tuning? tuning, int seed)
    {
        object[] origin = [ContentHash.NumericsVersion, _study.Device.Type.ToString(), checkpoint.Step, weights];
        string hash = tuning is null ? ContentHash.Of(origin) : ContentHash.Of([.. origin, tuning.Name, _tuningHashes[tuning.Name], seed]);
        string description = ModelState.Describe(checkpoint, tuning, seed);
        PlannedCell? fineTuning = tuning is null
            ? null
            : new PlannedCell(ContentHash.Of("fine-tune", hash), CellStage.FineTune, description, [], () => _costs(checkpoint).OfTuning(tuning));
        return new ModelState(checkpoint, tuning, seed, hash)
        {
            FineTuning = fineTuning,
            KeepsAdapter = tuning is { TrainsAdapter: true } && _study.Kept != KeptModels.Weights,
            StaysInStore = _study.Kept == KeptModels.Weights || (_study.Kept == KeptModels.Adapters && tuning is { TrainsAdapter: true }),
            Evaluations = [.. _study.Tasks.Select(task => Evaluation(checkpoint, hash, description, task, fineTuning))],
        };
    }

    private EvaluationCell Evaluation(Checkpoint checkpoint, string state, string description, TaskDefinition task, PlannedCell? after)
    {
        (PromptFormat, string)[] results = [.. task.Formats.Select(format => (
            format,
            $"{ModelState.SafeName(task.Name)}.{ModelState.SafeName(format.Name)}.{ContentHash.Of(state, task.Name, _taskHashes[task.Name], format)}"))];
        PlannedCell planned = new(
            ContentHash.Of("evaluate", state, task.Name, _taskHashes[task.Name], task.Formats),
            CellStage.Evaluate,
            $"{description}: evaluate {task.Name}",
            after is null ? [] : [after.Id],
            () => _costs(checkpoint).OfEvaluation(task));
        return new EvaluationCell(planned, task, results);
    }

    // Everything of a recipe but its seed, which is the cell's, and what does not change the weights.
    private static string TuningHash(Tuning tuning)
    {
        TrainingRecipe recipe = tuning.Recipe(seed: 0);
        bool measures = recipe.Patience is not null || recipe.KeepBest;
        TrainingRecipe known = recipe with
        {
            ActivationCheckpointing = false,
            SaveEvery = 1,
            EvaluateEvery = measures ? recipe.EvaluateEvery : null,
        };
        return ContentHash.Of(known.ToString(), tuning.On.Training, measures ? tuning.On.HeldOut : [], tuning.On.Formats[0]);
    }

    // What scoring sees of a task: neither its other formats nor, without shots, its training examples.
    private static string EvaluationHash(Evaluator evaluator, TaskDefinition task) => ContentHash.Of(
        evaluator.SettingsFor(task),
        task.Evaluation,
        evaluator.FewShot.Count > 0 ? task.ShotPool : []);
}
