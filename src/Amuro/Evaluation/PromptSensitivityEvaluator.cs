using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Results;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Evaluation;

/// <summary>Evaluates one model on one task in many prompt formats, and says how far the score moves.</summary>
public sealed record PromptSensitivityEvaluator
{
    private Func<TaskDefinition, IReadOnlyList<PromptFormat>> _formats = task => task.Formats;

    /// <summary>The evaluator with every option at its default: the task's own formats, no worked examples.</summary>
    public static PromptSensitivityEvaluator Default { get; } = new();

    /// <summary>How each format is evaluated. Default: <see cref="Evaluation.Evaluator.Default"/>.</summary>
    public Evaluator Evaluator { get; private init; } = Evaluator.Default;

    /// <summary>How the spread is analysed. Default: <see cref="PromptSensitivityAnalyzer.Default"/>.</summary>
    public PromptSensitivityAnalyzer Analyzer { get; private init; } = PromptSensitivityAnalyzer.Default;

    /// <summary>Returns a copy that evaluates in the given formats.</summary>
    /// <param name="formats">At least two, with different names.</param>
    public PromptSensitivityEvaluator WithFormats(params IReadOnlyList<PromptFormat> formats)
    {
        PromptFormat[] copy = [.. formats];
        return this with { _formats = _ => copy };
    }

    /// <summary>Returns a copy that evaluates in formats made from the task's first one, such as <see cref="PromptFormats.Ten"/>.</summary>
    /// <param name="variants">Makes the formats.</param>
    public PromptSensitivityEvaluator WithFormats(Func<PromptFormat, IReadOnlyList<PromptFormat>> variants)
    {
        ArgumentNullException.ThrowIfNull(variants);
        return this with { _formats = task => variants(task.Formats[0]) };
    }

    /// <summary>Returns a copy with another <see cref="Evaluator"/>.</summary>
    /// <param name="evaluator">The evaluator.</param>
    public PromptSensitivityEvaluator WithEvaluator(Evaluator evaluator)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        return this with { Evaluator = evaluator };
    }

    /// <summary>Returns a copy with another <see cref="Analyzer"/>.</summary>
    /// <param name="analyzer">The analyzer.</param>
    public PromptSensitivityEvaluator WithAnalyzer(PromptSensitivityAnalyzer analyzer)
    {
        ArgumentNullException.ThrowIfNull(analyzer);
        return this with { Analyzer = analyzer };
    }

    /// <summary>Loads a checkpoint as a base model and evaluates it on a thread of the pool.</summary>
    /// <param name="checkpoint">A checkpoint with a <c>tokenizer.json</c>.</param>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="AmuroException">The checkpoint cannot be loaded, or the formats do not fit the task.</exception>
    public Task<PromptSensitivityReport> EvaluateAsync(Checkpoint checkpoint, TaskDefinition task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Task.Run(
            () =>
            {
                HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(checkpoint.Folder);
                using DecoderModel model = DecoderModel.Load(checkpoint);
                return Analyzer.Analyze(Evaluate(model, tokenizer, task, checkpoint.Step, cancellationToken));
            },
            cancellationToken);
    }

    /// <summary>Evaluates a model as a base model on a thread of the pool.</summary>
    /// <param name="model">The model; it must not be used by others meanwhile.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="task">The task.</param>
    /// <param name="step">Pre-training step to put into the report. Default 0.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="AmuroException">The formats do not fit the task.</exception>
    public Task<PromptSensitivityReport> EvaluateAsync(
        DecoderModel model, HuggingFaceTokenizer tokenizer, TaskDefinition task, long step = 0, CancellationToken cancellationToken = default) =>
        Task.Run(() => Analyzer.Analyze(Evaluate(model, tokenizer, task, step, cancellationToken)), cancellationToken);

    /// <summary>The scores and items behind the report: one evaluation for each format.</summary>
    /// <inheritdoc cref="EvaluateAsync(DecoderModel, HuggingFaceTokenizer, TaskDefinition, long, CancellationToken)" path="/param|/exception"/>
    public StudyResults Evaluate(
        DecoderModel model, HuggingFaceTokenizer tokenizer, TaskDefinition task, long step = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        IReadOnlyList<PromptFormat> formats = _formats(task);
        int names = formats.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count();
        if (formats.Count < 2 || names < formats.Count)
        {
            throw new AmuroException(FormattableString.Invariant($"Formats: expected at least two with different names, found {formats.Count} with {names} names for task '{task.Name}'."));
        }

        // Everything is rendered, and so checked, before the first forward pass.
        PreparedTask[] prepared = [.. formats.Select(f => Evaluator.Prepare(tokenizer, task, f))];
        TaskEvaluation[] evaluations = [.. prepared.Select(p => Evaluator.Evaluate(model, p, cancellationToken))];
        return new StudyResults
        {
            Scores = ScoreTable.From(evaluations.SelectMany(e => e.ToScoreRows(step, Stage.Base, TaskRelation.Unseen))),
            Items = ItemTable.From(evaluations.SelectMany(e => e.ToItemRecords(step, Stage.Base, TaskRelation.Unseen))),
        };
    }
}
