using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Amuro.Checkpoints;
using TorchSharp;

namespace Amuro.Miniature;

/// <summary>Runs pre-training on a thread of its own and hands out each checkpoint as soon as it is saved.</summary>
internal static class PretrainingStream
{
    public static async IAsyncEnumerable<Checkpoint> Run(
        Func<IProgress<PretrainingProgress>, CancellationToken, CheckpointSeries> train,
        IProgress<PretrainingProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<Checkpoint> saved = Channel.CreateUnbounded<Checkpoint>();
        Task<CheckpointSeries> training = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    // One thread is the most economical at this size, and its number decides the last bits of the weights.
                    torch.set_num_threads(1);
                    return train(new Forward(saved.Writer, progress), stop.Token);
                }
                finally
                {
                    saved.Writer.Complete();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        HashSet<long> given = [];
        try
        {
            await foreach (Checkpoint checkpoint in saved.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (given.Add(checkpoint.Step))
                {
                    yield return checkpoint;
                }
            }

            foreach (Checkpoint checkpoint in (await training.ConfigureAwait(false)).Where(c => given.Add(c.Step)))
            {
                yield return checkpoint;
            }
        }
        finally
        {
            // A reader that leaves early takes the training with it.
            await stop.CancelAsync().ConfigureAwait(false);
            await training.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private sealed class Forward(ChannelWriter<Checkpoint> saved, IProgress<PretrainingProgress>? progress) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value)
        {
            if (value.Saved is { } checkpoint)
            {
                saved.TryWrite(checkpoint);
            }

            progress?.Report(value);
        }
    }
}
