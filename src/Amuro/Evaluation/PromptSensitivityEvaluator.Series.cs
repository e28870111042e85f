using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Results;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Evaluation;

/// <content>Checkpoints: loaded only where something is missing, each evaluation kept as soon as it is there.</content>
public sealed partial record PromptSensitivityEvaluator
{
    /// <summary>Loads a checkpoint as a base model and evaluates it on a thread of the pool.</summary>
    /// <param name="checkpoint">A checkpoint with a <c>tokenizer.json</c>.</param>
    /// <param name="task">The task.</param>
    /// <param name="progress">Is told after each format. Default: nobody.</param>
    /// <param name="cancellationToken">Stops between batches; what is in <see cref="Folder"/> stays.</param>
    /// <exception cref="AmuroException">The checkpoint cannot be loaded, or the formats do not fit the task.</exception>
    public Task<PromptSensitivityReport> EvaluateAsync(
        Checkpoint checkpoint, TaskDefinition task, IProgress<PromptSensitivityProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Task.Run(() => Analyzer.Analyze(Evaluate([checkpoint], checkpoint.TokenizerPath, task, progress, cancellationToken)), cancellationToken);
    }

    /// <summary>Evaluates every checkpoint of a series on a thread of the pool; the report has the curves over its steps.</summary>
    /// <param name="series">The series.</param>
    /// <param name="task">The task.</param>
    /// <param name="progress">Is told after each format of each checkpoint. Default: nobody.</param>
    /// <param name="cancellationToken">Stops between batches; what is in <see cref="Folder"/> stays.</param>
    /// <exception cref="AmuroException">A checkpoint cannot be loaded, or the formats do not fit the task.</exception>
    public Task<PromptSensitivityReport> EvaluateAsync(
        CheckpointSeries series, TaskDefinition task, IProgress<PromptSensitivityProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Task.Run(() => Analyzer.Analyze(Evaluate(series, task, progress, cancellationToken)), cancellationToken);
    }

    /// <summary>The scores and items behind the report of a series, for other analyses and for <see cref="StudyResults.SaveAsync"/>.</summary>
    /// <inheritdoc cref="EvaluateAsync(CheckpointSeries, TaskDefinition, IProgress{PromptSensitivityProgress}, CancellationToken)" path="/param|/exception"/>
    public StudyResults Evaluate(
        CheckpointSeries series, TaskDefinition task, IProgress<PromptSensitivityProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Evaluate(series, series.TokenizerPath, task, progress, cancellationToken);
    }

    private StudyResults Evaluate(
        IReadOnlyList<Checkpoint> checkpoints, string? tokenizerPath, TaskDefinition task, IProgress<PromptSensitivityProgress>? progress, CancellationToken cancellationToken)
    {
        var evaluations = new List<(long, TaskEvaluation)>();
        PreparedTask[] prepared = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            string path = checkpoint.TokenizerPath ?? tokenizerPath
                ?? throw new AmuroException($"{checkpoint.Folder}: expected tokenizer.json, found none");
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(path);
            if (prepared.Length == 0 || prepared[0].Tokenizer.Fingerprint != tokenizer.Fingerprint)
            {
                prepared = Prepare(tokenizer, task);
            }

            int total = prepared.Length * checkpoints.Count;
            foreach (TaskEvaluation evaluation in Evaluate(checkpoint, prepared, cancellationToken))
            {
                evaluations.Add((checkpoint.Step, evaluation));
                progress?.Report(new PromptSensitivityProgress(evaluations.Count, total, checkpoint.Step, evaluation.Format));
            }
        }

        return Results(task, prepared, evaluations);
    }

    private IEnumerable<TaskEvaluation> Evaluate(Checkpoint checkpoint, PreparedTask[] prepared, CancellationToken cancellationToken)
    {
        FormatStore? store = Folder is null ? null : new FormatStore(Folder);
        DecoderModel? model = null;
        try
        {
            foreach (PreparedTask task in prepared)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string key = store is null ? "" : FormatStore.Key(checkpoint, Evaluator, task);
                if (store?.Find(key) is { } known)
                {
                    yield return known;
                    continue;
                }

                model ??= DecoderModel.Load(checkpoint, device: Device);
                TaskEvaluation evaluation = Evaluator.Evaluate(model, task, cancellationToken);
                store?.Keep(key, evaluation);
                yield return evaluation;
            }
        }
        finally
        {
            model?.Dispose();
        }
    }
}
