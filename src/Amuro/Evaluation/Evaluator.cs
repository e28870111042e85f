using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;
using Amuro.Tokenization;

namespace Amuro.Evaluation;

/// <summary>Evaluates a model on a task in one prompt format. Unchangeable; several threads may use one at the same time.</summary>
public sealed record Evaluator
{
    /// <summary>The evaluator with every option at its default.</summary>
    public static Evaluator Default { get; } = new();

    /// <summary>The most tokens in one forward pass (one sequence may be longer). Default 2048.</summary>
    public int TokensPerBatch { get; private init; } = LikelihoodScorer.Default.TokensPerBatch;

    /// <summary>The worked examples in front of each item. Default: none.</summary>
    public FewShot FewShot { get; private init; } = FewShot.Default;

    /// <summary>
    /// Names of the metrics; the task's primary metric is computed in any case. Empty, the default: <c>acc</c> and
    /// <c>acc_norm</c> for multiple choice, <c>exact_match</c> and <c>rougeL</c> for generation, <c>word_perplexity</c>,
    /// <c>byte_perplexity</c> and <c>bits_per_byte</c> for perplexity.
    /// </summary>
    public IReadOnlyList<string> Metrics { get; private init; } = [];

    /// <summary>
    /// Bootstrap resamples for the standard error of metrics of a whole task (<c>f1</c>, <c>mcc</c>; <c>bleu</c> and <c>chrf</c> take 100
    /// at most). The resamples are those of lm-evaluation-harness, whose own default is 100000. Default 1000.
    /// </summary>
    public int BootstrapResamples { get; private init; } = BootstrapError.Resamples;

    /// <summary>
    /// Whether to score as the paper did (<see cref="Evaluation.PaperScoring"/>); <see cref="Metrics"/> are then not looked at. Default false.
    /// </summary>
    public bool PaperScoring { get; private init; }

    /// <summary>
    /// Folder in which the log-likelihoods of every batch are kept as soon as they are there, so that nothing is scored twice: the
    /// same model, tokenizer, format and worked examples find them again, also after a crash and from other processes. A model
    /// is known by the bits of its weights. Generated texts are not kept. Default: none.
    /// </summary>
    public string? CacheFolder { get; private init; }

    /// <summary>Called before each forward pass of scoring with its numbers of tokens and scored rows; for tests.</summary>
    internal Action<int, int>? BeforePass { get; init; }

    /// <summary>Returns a copy with another <see cref="CacheFolder"/>; it changes speed, not the results.</summary>
    /// <param name="folder">A folder, made when it is needed; null for none. Several processes may use it at once.</param>
    public Evaluator WithCache(string? folder) => this with { CacheFolder = folder is null ? null : Path.GetFullPath(folder) };

    /// <summary>Returns a copy with another <see cref="TokensPerBatch"/>; it changes speed and memory, not the results.</summary>
    /// <param name="tokens">At least 1.</param>
    /// <exception cref="AmuroException"><paramref name="tokens"/> is below 1.</exception>
    public Evaluator WithTokensPerBatch(int tokens) => this with { TokensPerBatch = LikelihoodScorer.Default.WithTokensPerBatch(tokens).TokensPerBatch };

    /// <summary>Returns a copy with other <see cref="FewShot"/>.</summary>
    /// <param name="fewShot">Number, seed and balance of the worked examples.</param>
    public Evaluator WithFewShot(FewShot fewShot)
    {
        ArgumentNullException.ThrowIfNull(fewShot);
        return this with { FewShot = fewShot };
    }

    /// <summary>Returns a copy with another number of worked examples.</summary>
    /// <param name="shots">At least 0.</param>
    /// <exception cref="AmuroException"><paramref name="shots"/> is below 0.</exception>
    public Evaluator WithShots(int shots) => this with { FewShot = FewShot.WithCount(shots) };

    /// <summary>Returns a copy with another seed of the choice of worked examples.</summary>
    /// <param name="seed">Any number.</param>
    public Evaluator WithSeed(int seed) => this with { FewShot = FewShot.WithSeed(seed) };

    /// <summary>Returns a copy with other <see cref="Metrics"/>.</summary>
    /// <param name="metrics">Names; none for the defaults.</param>
    public Evaluator WithMetrics(params IReadOnlyList<string> metrics) => this with { Metrics = [.. metrics.Distinct()] };

    /// <summary>Returns a copy with another number of <see cref="BootstrapResamples"/>.</summary>
    /// <param name="resamples">At least 2; above 1000 it is rounded down to whole thousands.</param>
    /// <exception cref="AmuroException"><paramref name="resamples"/> is below 2.</exception>
    public Evaluator WithBootstrapResamples(int resamples) => resamples >= 2
        ? this with { BootstrapResamples = resamples }
        : throw new AmuroException(FormattableString.Invariant($"BootstrapResamples: expected at least 2, found {resamples}."));

    /// <summary>Returns a copy that scores as the paper did, or not.</summary>
    /// <param name="on">Whether to.</param>
    public Evaluator WithPaperScoring(bool on = true) => this with { PaperScoring = on };

    /// <summary>Renders and tokenises a task with this evaluator's worked examples, to evaluate it on many models.</summary>
    /// <inheritdoc cref="PreparedTask.From" path="/param|/exception"/>
    public PreparedTask Prepare(HuggingFaceTokenizer tokenizer, TaskDefinition task, PromptFormat format) =>
        PreparedTask.From(tokenizer, task, format, FewShot);

    /// <summary>Evaluates a model on a task in one prompt format.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="task">The task.</param>
    /// <param name="format">The prompt format.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="AmuroException">The task cannot be rendered, or the model cannot take it.</exception>
    public TaskEvaluation Evaluate(
        DecoderModel model, HuggingFaceTokenizer tokenizer, TaskDefinition task, PromptFormat format, CancellationToken cancellationToken = default) =>
        Evaluate(model, Prepare(tokenizer, task, format), cancellationToken);

    /// <summary>Evaluates a model on a task that was rendered and tokenised before. The worked examples are those of <paramref name="task"/>.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="task">The prepared task.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="AmuroException">The model cannot take the task.</exception>
    public TaskEvaluation Evaluate(DecoderModel model, PreparedTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        task = task.FitTo(model.Config.MaxPositions);
        if (PaperScoring)
        {
            return PaperItems.Evaluate(model, task, TokensPerBatch, cancellationToken);
        }

        IReadOnlyList<string> metrics = TaskMetrics.Names(task.Task, Metrics);

        // An adapter in training is not part of the weights that the cache knows a model by.
        using ScoreCache? cache = CacheFolder is null || model.Adapter is not null || task.Task.Kind == TaskKind.Generation
            ? null
            : ScoreCache.Open(CacheFolder, model, task);
        LikelihoodScorer scorer = Scorer with { Cache = cache };
        IReadOnlyList<ItemResult> items = task.Task.Kind switch
        {
            TaskKind.MultipleChoice => ChoiceItems.Evaluate(model, [task], metrics, scorer, cancellationToken)[0],
            TaskKind.Generation => GeneratedItems.Evaluate(model, task, metrics, GreedyGenerator.Default.WithTokensPerBatch(TokensPerBatch), cancellationToken),
            _ => TextItems.Evaluate(model, task, metrics, scorer, cancellationToken),
        };
        return Evaluation(task, metrics, items);
    }

    /// <summary>
    /// Evaluates a model on one task in several formats. Where that is possible (multiple choice, no cache) all go through one pass,
    /// which computes once what their prompts have in common; the results are those of the formats one by one.
    /// </summary>
    internal IReadOnlyList<TaskEvaluation> EvaluateFormats(DecoderModel model, IReadOnlyList<PreparedTask> formats, CancellationToken cancellationToken)
    {
        if (PaperScoring || CacheFolder is not null || formats.Any(f => f.Task.Kind != TaskKind.MultipleChoice))
        {
            return [.. formats.Select(f => Evaluate(model, f, cancellationToken))];
        }

        PreparedTask[] fitting = [.. formats.Select(f => f.FitTo(model.Config.MaxPositions))];
        IReadOnlyList<string> metrics = TaskMetrics.Names(fitting[0].Task, Metrics);
        return [.. fitting.Zip(ChoiceItems.Evaluate(model, fitting, metrics, Scorer, cancellationToken), (f, items) => Evaluation(f, metrics, items))];
    }

    /// <summary>The settings of this evaluator and of a task that change a result, whoever keeps it: all but model, format and items.</summary>
    internal object?[] SettingsFor(TaskDefinition task) =>
        [FewShot, Metrics, BootstrapResamples, PaperScoring, task.Kind, task.PrimaryMetric, task.MinNewTokens, task.MaxNewTokens, task.StopStrings];

    private LikelihoodScorer Scorer => LikelihoodScorer.Default.WithTokensPerBatch(TokensPerBatch) with { BeforePass = BeforePass };

    private TaskEvaluation Evaluation(PreparedTask task, IReadOnlyList<string> metrics, IReadOnlyList<ItemResult> items) => new()
    {
        Task = task.Task.Name,
        Format = task.Format.Name,
        Shots = task.FewShot.Count,
        Seed = task.FewShot.Seed,
        PrimaryMetric = task.Task.PrimaryMetric,
        Items = items,
        Metrics = TaskMetrics.Scores(task.Task, metrics, items, BootstrapResamples),
    };
}
