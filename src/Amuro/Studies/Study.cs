using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Studies.Claims;
using Amuro.Tasks;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>
/// The whole grid: every checkpoint of a series is evaluated as it is, fine-tuned on each training task with each seed, and
/// evaluated again, on every task in every prompt format. Immutable: every verb but <c>RunAsync</c> returns a changed copy.
/// </summary>
public sealed partial class Study
{
    private Study(IAsyncEnumerable<Checkpoint> checkpoints, int count)
    {
        Checkpoints = checkpoints;
        CheckpointCount = count;
    }

    private Study(Study other)
    {
        Checkpoints = other.Checkpoints;
        CheckpointCount = other.CheckpointCount;
        Known = other.Known;
        Tunings = other.Tunings;
        Tasks = other.Tasks;
        Seeds = other.Seeds;
        Evaluator = other.Evaluator;
        Workers = other.Workers;
        Kept = other.Kept;
        Retries = other.Retries;
        MemoryBudget = other.MemoryBudget;
        Timing = other.Timing;
        Device = other.Device;
        SeriesTokenizer = other.SeriesTokenizer;
    }

    internal IAsyncEnumerable<Checkpoint> Checkpoints { get; private init; }

    internal int CheckpointCount { get; private init; }

    /// <summary>The checkpoints; empty where they are still being made.</summary>
    internal IReadOnlyList<Checkpoint> Known { get; private init; } = [];

    internal ImmutableArray<Tuning> Tunings { get; private init; } = [];

    internal ImmutableArray<TaskDefinition> Tasks { get; private init; } = [];

    internal ImmutableArray<int> Seeds { get; private init; } = [0];

    internal Evaluator Evaluator { get; private init; } = Evaluator.Default;

    internal int? Workers { get; private init; }

    internal KeptModels Kept { get; private init; }

    internal int Retries { get; private init; } = 2;

    internal long? MemoryBudget { get; private init; }

    /// <summary>Heartbeats of claims; another one is for tests.</summary>
    internal ClaimTiming Timing { get; private init; } = ClaimTiming.Default;

    internal StudyDevice Device { get; private init; } = StudyDevice.Cpu;

    /// <summary>Path of the tokenizer for checkpoints that have none of their own.</summary>
    internal Func<string?> SeriesTokenizer { get; private init; } = () => null;

    /// <summary>A study of the checkpoints of a series. A checkpoint without a tokenizer uses that of the series.</summary>
    /// <param name="series">The checkpoints, in the order of their steps.</param>
    /// <returns>A study without fine-tuning or tasks.</returns>
    public static Study Of(CheckpointSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Of(series, () => series.TokenizerPath);
    }

    /// <summary>A study of checkpoints that are still being made; each is used as soon as it is there.</summary>
    /// <param name="checkpoints">The checkpoints, in the order of their steps.</param>
    /// <param name="count">How many there will be.</param>
    /// <returns>A study without fine-tuning or tasks.</returns>
    public static Study Of(IAsyncEnumerable<Checkpoint> checkpoints, int count)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new Study(checkpoints, count);
    }

    internal static Study Of(IReadOnlyList<Checkpoint> checkpoints, Func<string?> tokenizer) =>
        new(Available(checkpoints), checkpoints.Count) { Known = checkpoints, SeriesTokenizer = tokenizer };

    /// <summary>Adds a training task: every checkpoint is fine-tuned on it.</summary>
    /// <param name="tuner">The recipe. Its seed is replaced by the study's seeds.</param>
    /// <param name="on">A task with training examples.</param>
    /// <param name="name">What the tables say it was tuned on, to tell two recipes for one task apart. Default: the name of the task.</param>
    /// <returns>A changed copy.</returns>
    public Study FineTune(FineTuner tuner, TaskDefinition on, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(tuner);
        ArgumentNullException.ThrowIfNull(on);
        return new Study(this) { Tunings = Tunings.Add(new Tuning(name ?? on.Name, tuner, on)) };
    }

    /// <summary>Adds tasks to evaluate, before and after every fine-tuning, in each of their prompt formats.</summary>
    /// <param name="tasks">Tasks with evaluation examples.</param>
    /// <returns>A changed copy.</returns>
    public Study Evaluate(params IEnumerable<TaskDefinition> tasks) => new(this) { Tasks = Tasks.AddRange(tasks) };

    /// <summary>The evaluator, which holds the number of shots and the batch size. Default: <see cref="Evaluator.Default"/>.</summary>
    /// <param name="evaluator">The evaluator.</param>
    /// <returns>A changed copy.</returns>
    public Study WithEvaluator(Evaluator evaluator) => new(this) { Evaluator = evaluator };

    /// <summary>The seeds of fine-tuning; each checkpoint and task is fine-tuned once for every seed. Default: 0 alone.</summary>
    /// <param name="seeds">At least one, all different.</param>
    /// <returns>A changed copy.</returns>
    public Study WithSeeds(params IEnumerable<int> seeds) => new(this) { Seeds = [.. seeds] };

    /// <summary>
    /// How many cells are computed side by side, the cores being shared out among them. Default: one per core for models below
    /// 10 million parameters, where several threads on one model waste much of a core, else one.
    /// </summary>
    /// <param name="workers">At least 1.</param>
    /// <returns>A changed copy.</returns>
    public Study WithWorkers(int workers) => new(this) { Workers = workers };

    /// <summary>
    /// Most bytes of memory for weights, gradients and optimiser state of the cells that are computed side by side; a cell that needs more is
    /// computed alone. Default: four fifths of the memory that this process may use.
    /// </summary>
    /// <param name="bytes">Above 0.</param>
    /// <returns>A changed copy.</returns>
    public Study WithMemoryBudget(long bytes) => new(this) { MemoryBudget = bytes };

    /// <summary>How often a cell is tried again whose error may pass: input and output that failed, a connection that broke. Default 2.</summary>
    /// <param name="retries">0 or more.</param>
    /// <returns>A changed copy.</returns>
    public Study WithRetries(int retries) => new(this) { Retries = retries };

    /// <summary>What stays of fine-tuned models, in the folder <c>models</c> of the study. Default: each is deleted once evaluated.</summary>
    /// <param name="kept">Nothing, adapters or whole weights.</param>
    /// <returns>A changed copy.</returns>
    public Study WithKeptModels(KeptModels kept = KeptModels.Weights) => new(this) { Kept = kept };

    /// <summary>Where models are fine-tuned and evaluated, one cell at a time on a GPU. Default: the CPU.</summary>
    /// <param name="device">For example <see cref="Runtime.ComputeDevice.Automatic"/>.</param>
    /// <returns>A changed copy.</returns>
    public Study WithDevice(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new Study(this) { Device = StudyDevice.Of(device) };
    }

    /// <summary>
    /// The same by name, for a study that is described where there is no such device, as on the login node of a cluster: it is asked for
    /// when a cell is computed.
    /// </summary>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:</c> with the number of a device.</param>
    /// <returns>A changed copy.</returns>
    /// <exception cref="AmuroException">Another name.</exception>
    public Study WithDevice(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new Study(this) { Device = StudyDevice.TryParse(device) ?? throw new AmuroException($"WithDevice: expected a name such as cpu, cuda or cuda:1, found '{device}'") };
    }

    internal Study WithTiming(ClaimTiming timing) => new(this) { Timing = timing };

    /// <summary>Path of the tokenizer of a checkpoint.</summary>
    /// <exception cref="AmuroException">Neither it nor the series has one.</exception>
    internal string TokenizerPathOf(Checkpoint checkpoint) => checkpoint.TokenizerPath ?? SeriesTokenizer()
        ?? throw new AmuroException($"{checkpoint.Folder}: expected tokenizer.json in this or another checkpoint of the series, found none");

    private static async IAsyncEnumerable<Checkpoint> Available(
        IReadOnlyList<Checkpoint> series, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (Checkpoint checkpoint in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return checkpoint;
        }
    }
}
