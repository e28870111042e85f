using System.Collections.Concurrent;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>A clock whose pauses are over at once; it keeps how long they would have been.</summary>
internal sealed class InstantClock : TimeProvider
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public ConcurrentQueue<double> Seconds { get; } = new();

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Seconds.Enqueue(dueTime.TotalSeconds);
        return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
