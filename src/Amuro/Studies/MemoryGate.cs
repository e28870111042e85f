namespace Amuro.Studies;

/// <summary>Lets threads in as long as what they need together fits into a budget; one that needs more than all of it is let in alone.</summary>
internal sealed class MemoryGate(long budget)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private long _used;

    /// <summary>Waits for room.</summary>
    /// <param name="bytes">What is needed.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Gives the room back.</returns>
    public IDisposable Enter(long bytes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (_used > 0 && _used + bytes > budget)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, s_look);
            }

            _used += bytes;
        }

        return new Room(this, bytes);
    }

    private void Leave(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Room(MemoryGate gate, long bytes) : IDisposable
    {
        public void Dispose() => gate.Leave(bytes);
    }
}
