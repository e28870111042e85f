using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Amuro.Studies;

/// <summary>Model states that wait for a worker thread: new ones first, in order, then those that another process was at when they were tried.</summary>
/// <param name="pause">How long a state rests before it is tried again.</param>
internal sealed class StateQueue(TimeSpan pause)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();
    private readonly Queue<ModelState> _new = [];
    private readonly Queue<(ModelState State, long Since)> _resting = [];
    private int _atWork;
    private bool _complete;

    public void Add(ModelState state)
    {
        lock (_gate)
        {
            _new.Enqueue(state);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Says that nothing is added any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a state; the taker gives it to <see cref="Finish"/> or <see cref="Rest"/>.</summary>
    /// <returns>False: everything is finished.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool TryTake([NotNullWhen(true)] out ModelState? state, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_new.TryDequeue(out state) || TryTakeRested(out state))
                {
                    _atWork++;
                    return true;
                }

                if (_complete && _atWork == 0 && _resting.Count == 0)
                {
                    return false;
                }

                Monitor.Wait(_gate, s_look);
            }
        }
    }

    public void Finish() => Return(null);

    public void Rest(ModelState state) => Return(state);

    private void Return(ModelState? resting)
    {
        lock (_gate)
        {
            _atWork--;
            if (resting is not null)
            {
                _resting.Enqueue((resting, Stopwatch.GetTimestamp()));
            }

            Monitor.PulseAll(_gate);
        }
    }

    private bool TryTakeRested([NotNullWhen(true)] out ModelState? state)
    {
        bool rested = _resting.TryPeek(out var first) && Stopwatch.GetElapsedTime(first.Since) >= pause;
        state = rested ? _resting.Dequeue().State : null;
        return rested;
    }
}
