using System.Collections.Concurrent;
using System.Diagnostics;
using Amuro.Checkpoints;
using Amuro.Runtime;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>
/// Computes the cells of a study in this process, on several threads side by side, while checkpoints may still be arriving. A thread
/// takes all cells of one model state after another, checkpoint by checkpoint, so that each is read once.
/// </summary>
/// <param name="session">The study and its folder.</param>
/// <param name="progress">Told of every cell.</param>
/// <param name="whenAllAreKnown">Given all model states as soon as the last checkpoint is there.</param>
internal sealed class InProcessRun(StudySession session, ProgressTeller progress, Action<IReadOnlyList<ModelState>> whenAllAreKnown)
{
    private readonly Study _study = session.Study;
    private readonly StateQueue _queue = new(session.Study.Timing.Beat / 5);
    private readonly ConcurrentDictionary<string, bool> _told = [];
    private readonly ConcurrentQueue<CellFailure> _failures = [];

    /// <summary>Cells that failed, in no order.</summary>
    public IReadOnlyCollection<CellFailure> Failures => _failures;

    /// <summary>Computes everything that can be; the first error that concerns the whole study stops it.</summary>
    public async Task<IReadOnlyList<ModelState>> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TaskCompletionSource<Checkpoint?> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<IReadOnlyList<ModelState>> feeding = Guarded(Task.Run(() => FeedAsync(first, stop.Token), CancellationToken.None), stop);
        Checkpoint? sample = await first.Task.ConfigureAwait(false);
        int workers = sample is null ? 0 : _study.Workers ?? (_study.Device == StudyDevice.Cpu && ComputeThreads.IsSmall(sample) ? Environment.ProcessorCount : 1);
        int threads = sample is null ? 1 : Math.Max(1, Environment.ProcessorCount / workers);
        MemoryGate memory = new(_study.MemoryBudget ?? (long)(0.8 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        Task[] working = [.. Enumerable.Range(0, workers).Select(_ => Guarded(ComputeThreads.Run(threads, () => Work(memory, stop.Token)), stop))];
        await FirstError([feeding, .. working], cancellationToken).ConfigureAwait(false);
        return await feeding.ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ModelState>> FeedAsync(TaskCompletionSource<Checkpoint?> first, CancellationToken cancellationToken)
    {
        List<ModelState> states = [];
        try
        {
            await foreach (Checkpoint checkpoint in _study.Checkpoints.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                IReadOnlyList<ModelState> arrived = Add(checkpoint);
                states.AddRange(arrived);
                foreach (ModelState state in arrived)
                {
                    _queue.Add(state);
                    first.TrySetResult(checkpoint);
                }
            }

            whenAllAreKnown(states);
        }
        finally
        {
            first.TrySetResult(null);
            _queue.Complete();
        }

        return states;
    }

    // One checkpoint that cannot be read is no reason to leave the others.
    private IReadOnlyList<ModelState> Add(Checkpoint checkpoint)
    {
        try
        {
            return session.Add(checkpoint);
        }
        catch (Exception e) when (e is AmuroException or IOException or UnauthorizedAccessException)
        {
            _failures.Enqueue(new CellFailure($"checkpoint {checkpoint}", e.Message, ""));
            return [];
        }
    }

    private bool Work(MemoryGate memory, CancellationToken cancellationToken)
    {
        using CellRunner runner = new(session, reuse: true, (_, cell, text) => progress.Tell(cell, text));
        while (_queue.TryTake(out ModelState? state, cancellationToken))
        {
            bool isHeld = false;
            try
            {
                using IDisposable room = memory.Enter(MemoryOf(state), cancellationToken);
                isHeld = Run(runner, state, cancellationToken);
            }
            finally
            {
                if (isHeld)
                {
                    _queue.Rest(state);
                }
                else
                {
                    _queue.Finish();
                }
            }
        }

        return true;
    }

    // Beside the model at work, the checkpoint that it is a copy of.
    private long MemoryOf(ModelState state) => state.Cells.All(c => session.IsDone(state, c)) ? 0
        : session.CostsOf(state.Checkpoint).Memory(state.Tuning) + session.CostsOf(state.Checkpoint).Memory(null);

    /// <returns>Whether another process is at one of the cells.</returns>
    private bool Run(CellRunner runner, ModelState state, CancellationToken cancellationToken)
    {
        bool isHeld = false;
        foreach (PlannedCell cell in state.Cells.Where(c => !_told.ContainsKey(c.Id)))
        {
            bool wasDone = session.IsDone(state, cell);
            Stopwatch clock = Stopwatch.StartNew();
            switch (CellRetry.Run(runner, session, state, cell, attempt: null, cancellationToken))
            {
                case CellOutcome.Done:
                    Finish(cell, wasDone ? null : clock.Elapsed, "finished");
                    break;
                case CellOutcome.Failed:
                    CellState failed = session.StateOf(cell.Id);
                    _failures.Enqueue(new CellFailure(cell.Description, failed.Error, failed.Log));
                    Finish(cell, null, "failed");
                    if (cell.Stage == CellStage.FineTune)
                    {
                        return false;
                    }

                    break;
                default:
                    isHeld = true;
                    if (cell.Stage == CellStage.FineTune)
                    {
                        return true;
                    }

                    break;
            }
        }

        return isHeld;
    }

    private void Finish(PlannedCell cell, TimeSpan? computed, string activity)
    {
        if (_told.TryAdd(cell.Id, true))
        {
            progress.Finish(cell, computed, activity);
        }
    }

    // The first failure stops the others, and is the one that is reported.
    private static async Task FirstError(Task[] tasks, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(tasks).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Exception? cause = tasks.Select(t => t.Exception?.InnerException).FirstOrDefault(e => e is not null and not OperationCanceledException);
            if (cause is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            }

            throw;
        }
    }

    private static async Task<T> Guarded<T>(Task<T> task, CancellationTokenSource stop)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>A cell, or a whole checkpoint, that could not be computed.</summary>
/// <param name="What">The cell, for people.</param>
/// <param name="Error">Why.</param>
/// <param name="Log">Path of its log, if there is one.</param>
internal sealed record CellFailure(string What, string Error, string Log);
