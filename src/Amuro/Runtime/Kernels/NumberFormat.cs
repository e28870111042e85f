using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Amuro.Runtime.Kernels;

/// <summary>A number format in memory; kernels compute in float32 whatever is stored.</summary>
internal interface INumberFormat<T>
    where T : unmanaged
{
    static abstract float Load(T stored);

    static abstract T Store(float value);

    /// <summary>16 numbers at an address.</summary>
    static abstract unsafe Vector512<float> Load(T* address);

    static abstract unsafe void Store(T* address, Vector512<float> values);
}

/// <summary>float32.</summary>
internal readonly struct Float32 : INumberFormat<float>
{
    public static float Load(float stored) => stored;

    public static float Store(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Load(float* address) => Vector512.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(float* address, Vector512<float> values) => values.Store(address);
}

/// <summary>bfloat16: the upper half of a float32, rounded to nearest, ties to even.</summary>
internal readonly struct BFloat16 : INumberFormat<ushort>
{
    public static float Load(ushort stored) => BitConverter.UInt32BitsToSingle((uint)stored << 16);

    public static ushort Store(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Load(ushort* address)
    {
        Vector256<ushort> stored = Vector256.Load(address);
        if (Avx512F.IsSupported)
        {
            return (Avx512F.ConvertToVector512UInt32(stored) << 16).AsSingle();
        }

        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(stored);
        return Vector512.Create(lower << 16, upper << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(ushort* address, Vector512<float> values)
    {
        Vector512<uint> bits = values.AsUInt32();
        Vector512<uint> rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512.Create(1u))) >> 16;
        Vector256<ushort> stored = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(rounded)
            : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        stored.Store(address);
    }
}
