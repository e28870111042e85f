using Amuro.Checkpoints;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>
/// How many threads a model computes on. Sums are grouped by it, so it follows from the model and the machine alone: small models get
/// one, and come to the same bits on every machine, whoever computes them.
/// </summary>
internal static class ComputeThreads
{
    public const long SmallModelBytes = 40_000_000;

    public static int For(Study study, Checkpoint checkpoint) =>
        study.Workers is { } workers ? Math.Max(1, Environment.ProcessorCount / workers)
        : IsSmall(checkpoint) ? 1
        : Environment.ProcessorCount;

    /// <summary>Whether several threads on one model would waste much of a core.</summary>
    public static bool IsSmall(Checkpoint checkpoint)
    {
        // Whatever format the weights are stored in.
        using WeightFiles files = checkpoint.OpenWeights();
        return files.Weights.Values.Sum(w => w.Bytes) < SmallModelBytes;
    }

    /// <summary>Runs in a thread of its own, as torch's number of threads belongs to the thread that sets it.</summary>
    public static Task<T> Run<T>(int threads, Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            torch.set_num_threads(threads);
            return work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
