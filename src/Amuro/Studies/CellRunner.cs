using System.Collections.Concurrent;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Runtime;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>Computes what is missing of one cell: fine-tunes if need be, then evaluates task by task, keeping each result at once.</summary>
internal sealed class CellRunner(Study study, StudyStore store)
{
    private readonly IReadOnlyDictionary<string, string> _taskHashes =
        study.Tasks.ToDictionary(t => t.Name, t => EvaluationHash(study.Evaluator, t));

    private readonly IReadOnlyDictionary<string, string> _tuningHashes =
        study.Tunings.ToDictionary(t => t.On.Name, t => TuningHash(t.Tuner.Recipe, t.On));

    private readonly CheckpointHashes _checkpoints = new(c => TokenizerPathOf(study, c));

    private readonly ConcurrentDictionary<(string Tokenizer, string Task, string Format), PreparedTask> _prepared = [];

    /// <summary>The results a cell consists of: task, format and the name under which the store keeps it.</summary>
    public IReadOnlyList<(TaskDefinition Task, PromptFormat Format, string Key)> ResultsOf(StudyCell cell)
    {
        string state = StateHash(cell);
        return [.. study.Tasks.SelectMany(task => task.Formats.Select(format =>
        {
            string hash = ContentHash.Of(state, _taskHashes[task.Name], format);
            return (task, format, $"{StudyCell.SafeName(task.Name)}.{StudyCell.SafeName(format.Name)}.{hash}");
        }))];
    }

    public void Run(StudyCell cell, Action<string> report, CancellationToken cancellationToken)
    {
        var missing = ResultsOf(cell).Where(r => !store.Has(cell, r.Key)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(TokenizerPathOf(study, cell.Checkpoint));
        string tunedFolder = store.ModelFolder(cell, StateHash(cell));
        using (DecoderModel model = Obtain(cell, tokenizer, tunedFolder, report, cancellationToken))
        {
            foreach (var tasks in missing.GroupBy(m => m.Task))
            {
                foreach (var (task, format, key) in tasks)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    TaskEvaluation evaluation = study.Evaluator.Evaluate(model, Prepared(tokenizer, task, format), cancellationToken);
                    store.Write(cell, key, EvaluationTables.Of(cell, evaluation));
                }

                report($"evaluated {tasks.Key.Name}");
            }
        }

        if (!study.KeepModels && Directory.Exists(tunedFolder))
        {
            Directory.Delete(tunedFolder, recursive: true);
        }
    }

    private DecoderModel Obtain(
        StudyCell cell, HuggingFaceTokenizer tokenizer, string tunedFolder, Action<string> report, CancellationToken cancellationToken)
    {
        if (cell.TunedOn is null)
        {
            return DecoderModel.Load(cell.Checkpoint, device: study.Device);
        }

        if (Directory.Exists(tunedFolder))
        {
            return DecoderModel.Load(Checkpoint.FromFolder(tunedFolder, cell.Checkpoint.Step), device: study.Device);
        }

        DecoderModel model = DecoderModel.Load(cell.Checkpoint, device: study.Device);
        try
        {
            FineTuner tuner = TunerOf(cell);
            TrainingOptions options = new() { Folder = StudyStore.RunFolderOf(tunedFolder), Progress = new StepReporter(report) };
            tuner.FineTune(model, tokenizer, cell.TunedOn, options, cancellationToken);
            string temporary = $"{tunedFolder}.{Guid.NewGuid():N}.tmp";
            model.Save(temporary);
            tokenizer.Save(temporary);
            Directory.Move(temporary, tunedFolder);
            Directory.Delete(options.Folder, recursive: true);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // Rendered and tokenised once for the whole series.
    private PreparedTask Prepared(HuggingFaceTokenizer tokenizer, TaskDefinition task, PromptFormat format) =>
        _prepared.GetOrAdd((tokenizer.Fingerprint, task.Name, format.Name), _ => study.Evaluator.Prepare(tokenizer, task, format));

    private static string TokenizerPathOf(Study study, Checkpoint checkpoint) => checkpoint.TokenizerPath ?? study.SeriesTokenizer()
        ?? throw new AmuroException($"{checkpoint.Folder}: expected tokenizer.json in this or another checkpoint of the series, found none");

    private FineTuner TunerOf(StudyCell cell) =>
        study.Tunings.First(t => t.On.Name == cell.TunedOn!.Name).Tuner.WithSeed(cell.Seed);

    private string StateHash(StudyCell cell) => cell.TunedOn is null
        ? ContentHash.Of(ContentHash.NumericsVersion, _checkpoints.Of(cell.Checkpoint))
        : ContentHash.Of(ContentHash.NumericsVersion, _checkpoints.Of(cell.Checkpoint), _tuningHashes[cell.TunedOn.Name], cell.Seed);

    // Everything of a recipe but its seed, which is the cell's, and what does not change the weights.
    private static string TuningHash(TrainingRecipe recipe, TaskDefinition on)
    {
        bool measures = recipe.Patience is not null || recipe.KeepBest;
        TrainingRecipe known = recipe with
        {
            Seed = 0,
            ActivationCheckpointing = false,
            SaveEvery = 1,
            EvaluateEvery = measures ? recipe.EvaluateEvery : null,
        };
        return ContentHash.Of(known.ToString(), on.Training, measures ? on.HeldOut : [], on.Formats[0]);
    }

    // What scoring sees of a task: neither its other formats nor, without shots, its training examples.
    private static string EvaluationHash(Evaluator evaluator, TaskDefinition task) => ContentHash.Of(
        evaluator.SettingsFor(task),
        task.Evaluation,
        evaluator.FewShot.Count > 0 ? task.ShotPool : []);

    private sealed class StepReporter(Action<string> report) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value)
        {
            if (value.Step == value.TotalSteps || value.Step % 20 == 0)
            {
                report($"trained {value.Step}/{value.TotalSteps}");
            }
        }
    }
}
