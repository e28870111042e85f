using System.Text.Json;
using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Results;
using Amuro.Tasks;
using Amuro.Tokenization;
using static TorchSharp.torch;

namespace Amuro.Evaluation;

/// <summary>Evaluates one model, or a series of checkpoints, on one task in many prompt formats, and says how far the score moves.</summary>
/// <remarks>
/// For the same before and after fine-tuning let a study evaluate <see cref="PromptVariants.AddTo"/> of the task, and give its results to
/// <see cref="PromptSensitivityAnalyzer"/>. A shared block of worked examples is
/// drawn anew for each format, so that part of what moves is their choice; with <see cref="FewShot.PerItem"/> an item has the same ones in all formats.
/// </remarks>
public sealed partial record PromptSensitivityEvaluator
{
    private Func<TaskDefinition, IReadOnlyList<PromptFormat>> _formats = task => PromptVariants.Default.AddTo(task).Formats;

    /// <summary>The evaluator with every option at its default: the task's own formats and ten variants of them, no worked examples.</summary>
    public static PromptSensitivityEvaluator Default { get; } = new();

    /// <summary>How each format is evaluated. Default: <see cref="Evaluation.Evaluator.Default"/>.</summary>
    public Evaluator Evaluator { get; private init; } = Evaluator.Default;

    /// <summary>How the spread is analysed. Default: <see cref="PromptSensitivityAnalyzer.Default"/>.</summary>
    public PromptSensitivityAnalyzer Analyzer { get; private init; } = PromptSensitivityAnalyzer.Default;

    /// <summary>Where the evaluation of each checkpoint and format is kept, so that a run that was stopped goes on. Default null: nowhere.</summary>
    public string? Folder { get; private init; }

    internal Device Device { get; private init; } = CPU;

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

    /// <summary>Returns a copy that evaluates in the task's own formats and in variants of them. Default: <see cref="PromptVariants.Default"/>.</summary>
    /// <param name="variants">Number and seed of the variants.</param>
    public PromptSensitivityEvaluator WithVariants(PromptVariants variants)
    {
        ArgumentNullException.ThrowIfNull(variants);
        return this with { _formats = task => variants.AddTo(task).Formats };
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

    /// <summary>Returns a copy with another <see cref="Folder"/>.</summary>
    /// <param name="folder">The folder; it is created. Several processes may use it at once.</param>
    public PromptSensitivityEvaluator WithFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return this with { Folder = folder };
    }

    /// <summary>Returns a copy that loads checkpoints onto another device. Default: the CPU. A model that is given is used where it is.</summary>
    /// <param name="device">For example <see cref="Runtime.ComputeDevice.Automatic"/>.</param>
    public PromptSensitivityEvaluator WithDevice(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return this with { Device = device };
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

    /// <summary>The scores and items behind the report: one evaluation for each format. Nothing is kept in <see cref="Folder"/>.</summary>
    /// <inheritdoc cref="EvaluateAsync(DecoderModel, HuggingFaceTokenizer, TaskDefinition, long, CancellationToken)" path="/param|/exception"/>
    public StudyResults Evaluate(
        DecoderModel model, HuggingFaceTokenizer tokenizer, TaskDefinition task, long step = 0, CancellationToken cancellationToken = default)
    {
        PreparedTask[] prepared = Prepare(tokenizer, task);
        return Results(task, prepared, Evaluator.EvaluateFormats(model, prepared, cancellationToken).Select(e => (step, e)));
    }

    // Everything is rendered, and so checked, before the first forward pass.
    private PreparedTask[] Prepare(HuggingFaceTokenizer tokenizer, TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        IReadOnlyList<PromptFormat> formats = _formats(task);
        int names = formats.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count();
        return formats.Count >= 2 && names == formats.Count
            ? [.. formats.Select(f => Evaluator.Prepare(tokenizer, task, f))]
            : throw new AmuroException(FormattableString.Invariant($"Formats: expected at least two with different names, found {formats.Count} with {names} names for task '{task.Name}'."));
    }

    private static StudyResults Results(TaskDefinition task, PreparedTask[] prepared, IEnumerable<(long Step, TaskEvaluation Evaluation)> evaluations)
    {
        (long Step, TaskEvaluation Evaluation)[] all = [.. evaluations];
        return new StudyResults
        {
            Scores = ScoreTable.From(all.SelectMany(e => e.Evaluation.ToScoreRows(e.Step, Stage.Base, TaskRelation.Unseen))),
            Items = ItemTable.From(all.SelectMany(e => e.Evaluation.ToItemRecords(e.Step, Stage.Base, TaskRelation.Unseen))),
            // A name alone would not say what a format was.
            Settings = prepared.ToDictionary(p => $"format {task.Name} {p.Format.Name}", p => JsonSerializer.Serialize(p.Format)),
        };
    }
}
