using System.Diagnostics;
using System.Threading.Channels;
using Amuro.Checkpoints;
using Amuro.Results;
using Amuro.Tasks;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>Runs the cells of a study in this process, several side by side, and puts the tables together.</summary>
internal sealed class StudyRunner(Study study, StudyStore store, IProgress<StudyProgress>? progress)
{
    private const long SmallModelBytes = 40_000_000;

    private readonly CellRunner _cells = new(study, store);
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = new();
    private int _done;
    private int _computed;

    private int Total => study.CheckpointCount * (1 + (study.Tunings.Length * study.Seeds.Length));

    public async Task<StudyResults> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<StudyCell> queue = Channel.CreateUnbounded<StudyCell>();
        Task<IReadOnlyList<StudyCell>> feeding = Guard(FeedAsync(queue.Writer, stop.Token), stop);
        int workers = study.Workers ?? await Guard(DefaultWorkersAsync(queue.Reader, cancellationToken), stop).ConfigureAwait(false);
        int threads = Math.Max(1, Environment.ProcessorCount / workers);
        int threadsBefore = torch.get_num_threads();
        try
        {
            Task[] working = [.. Enumerable.Range(0, workers).Select(_ => Guard(WorkAsync(queue.Reader, threads, stop.Token), stop))];
            await AllAsync([feeding, .. working], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            torch.set_num_threads(threadsBefore);
        }

        return Assemble(await feeding.ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<StudyCell>> FeedAsync(ChannelWriter<StudyCell> queue, CancellationToken cancellationToken)
    {
        List<StudyCell> cells = [];
        try
        {
            await foreach (Checkpoint checkpoint in study.Checkpoints.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                foreach (StudyCell cell in CellsOf(checkpoint))
                {
                    cells.Add(cell);
                    await queue.WriteAsync(cell, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            queue.Complete();
        }

        return cells;
    }

    private IEnumerable<StudyCell> CellsOf(Checkpoint checkpoint) =>
        study.Tunings.SelectMany(t => study.Seeds.Select(seed => new StudyCell(checkpoint, t.On, seed)))
            .Prepend(new StudyCell(checkpoint, null, 0));

    private async Task<int> DefaultWorkersAsync(ChannelReader<StudyCell> queue, CancellationToken cancellationToken)
    {
        if (study.Device.type != DeviceType.CPU || !await queue.WaitToReadAsync(cancellationToken).ConfigureAwait(false) || !queue.TryPeek(out StudyCell? first))
        {
            return 1;
        }

        // Whatever format they are stored in.
        using WeightFiles files = first.Checkpoint.OpenWeights();
        return files.Weights.Values.Sum(w => w.Bytes) < SmallModelBytes ? Environment.ProcessorCount : 1;
    }

    // Torch's number of threads belongs to the thread that sets it, so each worker is a thread of its own.
    private Task WorkAsync(ChannelReader<StudyCell> queue, int threads, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () =>
            {
                torch.set_num_threads(threads);
                while (queue.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
                {
                    while (queue.TryRead(out StudyCell? cell))
                    {
                        RunCell(cell, cancellationToken);
                    }
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private void RunCell(StudyCell cell, CancellationToken cancellationToken)
    {
        bool computed = false;
        _cells.Run(cell, Report, cancellationToken);
        lock (_gate)
        {
            _done++;
            _computed += computed ? 1 : 0;
        }

        Tell(cell, "finished");

        void Report(string activity)
        {
            computed = true;
            lock (_gate)
            {
                _clock.Start();
            }

            Tell(cell, activity);
        }
    }

    private void Tell(StudyCell cell, string activity)
    {
        if (progress is null)
        {
            return;
        }

        lock (_gate)
        {
            TimeSpan? remaining = _computed == 0 ? null : _clock.Elapsed / _computed * (Total - _done);
            progress.Report(new StudyProgress(_done, Total, cell.Description, activity, remaining));
        }
    }

    private StudyResults Assemble(IReadOnlyList<StudyCell> cells)
    {
        List<ScoreRow> scores = [];
        List<ItemRecord> items = [];
        foreach (StudyCell cell in cells.OrderBy(c => c.Checkpoint.Step))
        {
            foreach ((TaskDefinition task, _, string key) in _cells.ResultsOf(cell))
            {
                CellResult result = EvaluationTables.Relate(
                    store.Read(cell, key), EvaluationTables.Relation(study, cell.TunedOn, task));
                scores.AddRange(result.Scores);
                items.AddRange(result.Items);
            }
        }

        store.DeleteLeftovers();
        return new StudyResults { Scores = ScoreTable.From(scores), Items = ItemTable.From(items), Settings = StudySettings.Of(study, cells) };
    }

    // The first failure stops the others, and is the one that is reported.
    private static async Task AllAsync(Task[] tasks, CancellationToken cancellationToken)
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

    private static async Task<T> Guard<T>(Task<T> task, CancellationTokenSource stop)
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

    private static Task Guard(Task task, CancellationTokenSource stop) =>
        Guard(task.ContinueWith(t => { t.GetAwaiter().GetResult(); return true; }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default), stop);
}
