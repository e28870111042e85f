using System.Diagnostics;

namespace Amuro.Training;

/// <summary>The parts of an optimiser step that a <see cref="StepClock"/> tells apart.</summary>
internal enum StepPhase
{
    /// <summary>Micro-batches, index tensors, copies to the device, and what happens between two steps.</summary>
    Data,

    /// <summary>Embedding and blocks.</summary>
    Forward,

    /// <summary>Output matrix and loss, with their own backward pass.</summary>
    Head,

    /// <summary>Backward pass of the blocks and the embedding.</summary>
    Backward,

    /// <summary>Norm, clip, AdamW, rounding to the compute type.</summary>
    Optimiser,
}

/// <summary>
/// Where the time of a step goes, for the benchmarks: <c>StepClock.Mark(phase)</c> says that what follows on this thread
/// belongs to a phase. Without a clock on the thread a mark is one test of a field.
/// </summary>
internal sealed class StepClock : IDisposable
{
    [ThreadStatic]
    private static StepClock? _current;

    private readonly long[] _ticks = new long[Enum.GetValues<StepPhase>().Length];
    private StepPhase _phase;
    private long _since = Stopwatch.GetTimestamp();

    private StepClock()
    {
    }

    /// <summary>Seconds spent in a phase so far.</summary>
    public double this[StepPhase phase] => _ticks[(int)phase] / (double)Stopwatch.Frequency;

    /// <summary>Starts to measure this thread, until disposed of.</summary>
    public static StepClock Start() => _current = new StepClock();

    /// <summary>What follows belongs to this phase.</summary>
    public static void Mark(StepPhase phase) => _current?.Turn(phase);

    public void Dispose()
    {
        Turn(_phase);
        _current = null;
    }

    private void Turn(StepPhase phase)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)_phase] += now - _since;
        (_since, _phase) = (now, phase);
    }
}
