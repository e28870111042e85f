using System.Runtime.InteropServices;

namespace Amuro.Runtime.Kernels;

/// <summary>Memory of one thread for one head of one sequence, in float32; kept for the next.</summary>
internal sealed unsafe class AttentionScratch
{
    [ThreadStatic]
    private static AttentionScratch? _mine;

    private float* _memory;
    private long _size;
    private long _taken;

    /// <summary>Memory of this thread for so many numbers, all of it free.</summary>
    public static AttentionScratch Of(long count)
    {
        AttentionScratch scratch = _mine ??= new AttentionScratch();
        scratch._taken = 0;
        if (scratch._size < count)
        {
            NativeMemory.AlignedFree(scratch._memory);
            scratch._memory = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
            scratch._size = count;
        }

        return scratch;
    }

    /// <summary>The next so many numbers, not cleared.</summary>
    public float* Take(long count)
    {
        float* result = _memory + _taken;
        _taken += count;
        return _taken <= _size ? result : throw new InvalidOperationException("AttentionScratch: more taken than asked for");
    }

    ~AttentionScratch() => NativeMemory.AlignedFree(_memory);
}
