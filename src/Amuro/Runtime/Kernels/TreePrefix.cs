using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>
/// Keys and values of one layer that all sequences of a batch begin with: whole panels of 32 keys, laid out for the tile product
/// once for all of them, and the few tokens after the last whole panel.
/// </summary>
internal sealed unsafe class TreePrefix : IDisposable
{
    private const int Panel = 32;
    private readonly int _headDim;
    private float* _memory;

    /// <param name="keys">[1, room, k, d], of which the first <paramref name="length"/> are taken.</param>
    /// <param name="values">As the keys.</param>
    /// <param name="length">Tokens.</param>
    public TreePrefix(torch.Tensor keys, torch.Tensor values, int length)
    {
        (Keys, Values, Length, _headDim) = (keys, values, length, (int)keys.shape[3]);
        PanelEnd = length / Panel * Panel;
        int heads = (int)keys.shape[2];
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, (long)heads * PanelEnd * _headDim * 2 * sizeof(float)), 64);
        if (keys.dtype == torch.ScalarType.BFloat16)
        {
            Fill<ushort, BFloat16>(heads);
        }
        else
        {
            Fill<float, Float32>(heads);
        }
    }

    /// <summary>Tokens.</summary>
    public int Length { get; }

    /// <summary>Tokens in whole panels.</summary>
    public int PanelEnd { get; }

    /// <summary>The keys as they were given.</summary>
    public torch.Tensor Keys { get; }

    /// <summary>The values as they were given.</summary>
    public torch.Tensor Values { get; }

    /// <summary>The keys of a head up to <see cref="PanelEnd"/> in panels [d][32].</summary>
    public float* PanelsOf(int head) => _memory + ((long)head * 2 * PanelEnd * _headDim);

    /// <summary>The values of a head up to <see cref="PanelEnd"/>, [tokens, d].</summary>
    public float* ValuesOf(int head) => PanelsOf(head) + ((long)PanelEnd * _headDim);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private void Fill<T, F>(int heads)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        T* keys = Memory.AddressOf<T>(Keys), values = Memory.AddressOf<T>(Values);
        OpenMp.For(heads, head =>
        {
            for (int token = 0; token < PanelEnd; token++)
            {
                long from = (((long)token * heads) + head) * _headDim;
                TreePath.Put<T, F>(keys + from, values + from, token, _headDim, PanelsOf(head), ValuesOf(head));
            }
        });
    }
}
