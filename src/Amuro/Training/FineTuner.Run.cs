using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;
using TorchSharp;

namespace Amuro.Training;

public sealed partial class FineTuner
{
    /// <summary>
    /// Fine-tunes a model on the training split of a task, in the task's first prompt format. The model is changed. Where the
    /// task has held-out items, their loss is followed; its evaluation split is never looked at.
    /// </summary>
    /// <param name="model">A float32 model.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="task">A task with training examples.</param>
    /// <param name="options">Held-out examples in place of the task's, folder for resuming, progress. Default: none.</param>
    /// <param name="cancellationToken">Stops between two steps; what was done is kept if there is a folder.</param>
    /// <returns>The loss, rate and gradient norm of every step, and the held-out losses.</returns>
    /// <exception cref="AmuroException">A setting, the data or the folder cannot be used, or a loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; the model has the weights of the last step done (with an adapter, those it began with).</exception>
    public TrainingRun FineTune(
        DecoderModel model,
        HuggingFaceTokenizer tokenizer,
        TaskDefinition task,
        TrainingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(task);
        IReadOnlyList<TrainingExample> heldOut = options?.HeldOut ?? ExampleEncoder.EncodeHeldOut(tokenizer, task);
        return FineTune(
            model, ExampleEncoder.Encode(tokenizer, task), order: null, (options ?? new TrainingOptions()) with { HeldOut = heldOut }, cancellationToken);
    }

    /// <summary>
    /// Fine-tunes a model on conversations. The model is changed. Under completion-only loss every turn of the assistant is learned,
    /// the end of the turn included; see <see cref="TrainingExample.FromChat"/>.
    /// </summary>
    /// <param name="model">A float32 model.</param>
    /// <param name="tokenizer">The model's tokenizer, with a chat template.</param>
    /// <param name="chats">The conversations, each its messages in order; messages about them say "chat 1" for the first.</param>
    /// <param name="options">Held-out examples, folder for resuming, progress. Default: none.</param>
    /// <param name="cancellationToken">Stops between two steps; what was done is kept if there is a folder.</param>
    /// <returns>The loss, rate and gradient norm of every step, and the held-out losses.</returns>
    /// <exception cref="AmuroException">The template does not fit, a setting, the data or the folder cannot be used, or a loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; the model has the weights of the last step done (with an adapter, those it began with).</exception>
    public TrainingRun FineTune(
        DecoderModel model,
        HuggingFaceTokenizer tokenizer,
        IReadOnlyList<IReadOnlyList<ChatMessage>> chats,
        TrainingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(chats);
        TrainingExample[] examples =
            [.. chats.Select((c, i) => TrainingExample.FromChat(FormattableString.Invariant($"chat {i + 1}"), tokenizer, c))];
        return FineTune(model, examples, order: null, options, cancellationToken);
    }

    /// <summary>
    /// As <see cref="FineTune(DecoderModel, HuggingFaceTokenizer, TaskDefinition, TrainingOptions?, CancellationToken)"/>, in a
    /// thread of its own with as many torch threads as the caller's. The model is the run's until the task is done.
    /// </summary>
    /// <inheritdoc cref="FineTune(DecoderModel, HuggingFaceTokenizer, TaskDefinition, TrainingOptions?, CancellationToken)"/>
    public Task<TrainingRun> FineTuneAsync(
        DecoderModel model,
        HuggingFaceTokenizer tokenizer,
        TaskDefinition task,
        TrainingOptions? options = null,
        CancellationToken cancellationToken = default) =>
        InThreadOfItsOwn(() => FineTune(model, tokenizer, task, options, cancellationToken), cancellationToken);

    /// <summary>Fine-tunes a model on token ids. The model is changed.</summary>
    /// <param name="model">A float32 model.</param>
    /// <param name="examples">The sequences.</param>
    /// <param name="order">
    /// Optional explicit order: per optimiser step its micro-batches, per micro-batch the indices of its examples as they were given.
    /// It replaces epochs, steps, batch size and shuffling. An example that is skipped is left out of its micro-batch.
    /// </param>
    /// <param name="options">Held-out examples, folder for resuming, progress. Default: none.</param>
    /// <param name="cancellationToken">Stops between two steps; what was done is kept if there is a folder.</param>
    /// <returns>The loss, rate and gradient norm of every step, and the held-out losses.</returns>
    /// <exception cref="AmuroException">A setting, the data or the folder cannot be used, or a loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; the model has the weights of the last step done (with an adapter, those it began with).</exception>
    public TrainingRun FineTune(
        DecoderModel model,
        IReadOnlyList<TrainingExample> examples,
        IReadOnlyList<IReadOnlyList<int[]>>? order = null,
        TrainingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(examples);
        options ??= new TrainingOptions();
        TrainingData data = TrainingData.Prepare(model, Recipe, examples, order, options.HeldOut ?? []);
        using RunFolder? folder = options.Folder is null ? null : new RunFolder(options.Folder);
        // Of the model as it is before the first step, so before the loop may change it.
        RunFingerprint? run = folder is null ? null : RunFingerprint.Of(Recipe, data, model);
        using TrainingLoop loop = new(model, Recipe, data.Examples, data.Plan);
        using TrainingDriver driver = new(loop, Recipe, data.HeldOut, options, folder is null ? null : (folder.ResumePath, run!));
        return driver.Run(cancellationToken) with { Skipped = data.Skipped, Truncated = data.Truncated, Adapter = loop.Trained.Finish() };
    }

    /// <summary>
    /// As <see cref="FineTune(DecoderModel, IReadOnlyList{TrainingExample}, IReadOnlyList{IReadOnlyList{int[]}}?, TrainingOptions?, CancellationToken)"/>,
    /// in a thread of its own with as many torch threads as the caller's. The model is the run's until the task is done.
    /// </summary>
    /// <inheritdoc cref="FineTune(DecoderModel, IReadOnlyList{TrainingExample}, IReadOnlyList{IReadOnlyList{int[]}}?, TrainingOptions?, CancellationToken)"/>
    public Task<TrainingRun> FineTuneAsync(
        DecoderModel model,
        IReadOnlyList<TrainingExample> examples,
        IReadOnlyList<IReadOnlyList<int[]>>? order = null,
        TrainingOptions? options = null,
        CancellationToken cancellationToken = default) =>
        InThreadOfItsOwn(() => FineTune(model, examples, order, options, cancellationToken), cancellationToken);

    // Torch's number of threads, which the last bits depend on, belongs to the thread that sets it.
    private static Task<TrainingRun> InThreadOfItsOwn(Func<TrainingRun> run, CancellationToken cancellationToken)
    {
        int threads = torch.get_num_threads();
        return Task.Factory.StartNew(
            () =>
            {
                torch.set_num_threads(threads);
                return run();
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
