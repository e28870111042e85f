using System.Collections.Immutable;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Miniature;

/// <summary>
/// A study in small that needs no download: a synthetic world, text about it, a tiny decoder pre-trained on that text with
/// checkpoints from the very start, and tasks whose answers need what the text told. Immutable; everything follows from <see cref="Options"/>.
/// </summary>
/// <remarks>
/// The text tells and asks facts but never judges a claim, compares two things or writes a question, so fine-tuning has to teach that. Nothing
/// else is arranged: whether an effect shows is decided by training. Read accuracies on nli and size beside <see cref="MiniatureBaselines"/>.
/// </remarks>
public sealed class Miniature
{
    private readonly Lazy<MiniatureWorld> _world;
    private readonly Lazy<IReadOnlyList<TaskDefinition>> _tasks;

    /// <summary>A miniature of these sizes.</summary>
    /// <param name="options">All settings.</param>
    /// <exception cref="AmuroException">Settings are out of range; all mistakes in one message.</exception>
    public Miniature(MiniatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
        {
            throw new AmuroException(string.Join(" ", problems));
        }

        Options = options;
        _world = new(() => new MiniatureWorld(options.Seed));
        _tasks = new(() => MiniatureTasks.Make(_world.Value, options));
    }

    /// <summary>The tried design: 1,200 steps, 8 checkpoints, about 100 seconds of one core to pre-train.</summary>
    public static Miniature Default { get; } = new(MiniatureOptions.Default);

    /// <summary>A run of seconds to see everything work; too small for the effects to show.</summary>
    public static Miniature Quick { get; } = new(MiniatureOptions.Quick);

    /// <summary>All settings.</summary>
    public MiniatureOptions Options { get; }

    /// <summary>
    /// The four sets to fine-tune on and evaluate (<c>nli</c>, <c>size</c>, <c>qa</c>, <c>qgen</c>), each of them on people and things that
    /// no fine-tuning item names (<c>nli-ood</c>, ...), and two that are never tuned on (<c>ships</c>, <c>kinds</c>). In three formats each.
    /// </summary>
    public IReadOnlyList<TaskDefinition> Tasks => _tasks.Value;

    /// <summary>Those of <see cref="Tasks"/> that have a training split.</summary>
    public IReadOnlyList<TaskDefinition> TrainingTasks => [.. Tasks.Where(task => task.Training.Count > 0)];

    /// <summary>
    /// The recipe for fine-tuning: all weights, loss on answers only, batches of 16, AdamW (0.9, 0.95), warm-up over 6 % of the steps,
    /// falling to 0 over the last 30 %; epochs and rate as in <see cref="Options"/>. A fall over all steps got stuck in some runs of the prototype.
    /// </summary>
    public FineTuner FineTuner => FineTuner.Default
        .WithEpochs(Options.FineTuningEpochs)
        .WithBatchSize(16)
        .WithLearningRate(Options.FineTuningLearningRate)
        .WithAdamW(0.9, 0.95)
        .WithWarmupRatio(0.06)
        .WithSchedule(LearningRateSchedule.WarmupStableDecay(0.3));

    /// <summary>Shape of the decoder: Llama-like, output matrix tied to the embedding.</summary>
    public DecoderConfig ModelConfig
    {
        get
        {
            HuggingFaceTokenizer tokenizer = CreateTokenizer();
            return new()
            {
                VocabularySize = tokenizer.VocabularySize,
                HiddenSize = Options.HiddenSize,
                Layers = Options.Layers,
                Heads = Options.Heads,
                IntermediateSize = Options.IntermediateSize,
                MaxPositions = Options.SequenceLength,
                TieEmbeddings = true,
                EosId = tokenizer.EosId,
                PadId = tokenizer.PadId,
            };
        }
    }

    internal MiniatureWorld World => _world.Value;

    /// <summary>A copy with another world, other names, text, items and first weights.</summary>
    /// <param name="seed">Any number.</param>
    public Miniature WithSeed(int seed) => new(Options with { Seed = seed });

    /// <summary>A copy with other checkpoints; the last is the end of pre-training.</summary>
    /// <param name="steps">Rising steps from 0 or more.</param>
    /// <exception cref="AmuroException">The steps do not rise.</exception>
    public Miniature WithCheckpoints(params IReadOnlyList<int> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new(Options with { CheckpointSteps = [.. steps], Steps = steps.Count > 0 ? steps[^1] : 0 });
    }

    /// <summary>A copy with another most number of items in a training split.</summary>
    /// <param name="items">2 to 20,000.</param>
    /// <exception cref="AmuroException">The number is out of range.</exception>
    public Miniature WithTrainingItems(int items) => new(Options with { TrainingItems = items });

    /// <summary>A copy with another most number of items in an evaluation set.</summary>
    /// <param name="items">At least 16.</param>
    /// <exception cref="AmuroException">The number is out of range.</exception>
    public Miniature WithEvaluationItems(int items) => new(Options with { EvaluationItems = items });

    /// <summary>The tokenizer: words between blanks, each one token.</summary>
    public HuggingFaceTokenizer CreateTokenizer() => MiniatureVocabulary.Tokenizer(World);

    /// <summary>The documents of the pre-training text, without end; the same for the same seed.</summary>
    /// <returns>Take as many as you like.</returns>
    public IEnumerable<string> Documents() => new TextGenerator(World, Options.Seed).Documents();

    /// <summary>
    /// Pre-trains the decoder and saves its checkpoints as Hugging Face folders <c>step0</c>, <c>step100</c>, ... Checkpoints that are there
    /// already are kept: a finished folder is only opened, a stopped run goes on at its last checkpoint and ends with the same weights.
    /// </summary>
    /// <param name="folder">Where the checkpoints go; made if it is not there.</param>
    /// <param name="progress">Told of every step, in the thread that trains.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The checkpoints in order.</returns>
    /// <remarks>
    /// Computes in the calling thread with as many threads as torch is set to; at this size one is the most economical. Another number of
    /// threads can change the last bits of the weights.
    /// </remarks>
    /// <exception cref="AmuroException">The folder holds the series of other options, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; call again to go on.</exception>
    public CheckpointSeries PretrainSeries(
        string folder, IProgress<PretrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new Pretraining(this, folder).Run(progress, cancellationToken);
    }

    /// <summary>
    /// As <see cref="PretrainSeries"/>, on a thread of its own: each checkpoint can be studied while the later ones are still being trained.
    /// </summary>
    /// <param name="folder">Where the checkpoints go; made if it is not there.</param>
    /// <param name="progress">Told of every step, in the thread that trains.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The checkpoints, each as soon as it is saved; <see cref="MiniatureOptions.CheckpointSteps"/> says how many.</returns>
    /// <exception cref="AmuroException">The folder holds the series of other options, or cannot be written.</exception>
    public IAsyncEnumerable<Checkpoint> PretrainAsync(
        string folder, IProgress<PretrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return PretrainingStream.Run((receiver, token) => new Pretraining(this, folder).Run(receiver, token), progress, cancellationToken);
    }
}
