using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Amuro.Runtime.Kernels;

/// <summary>The exponential function of 16 numbers, within 2 units in the last place.</summary>
/// <remarks>
/// exp(x) = 2^k exp(r), r = x - k ln 2 in two parts, |r| below 0.35, exp(r) by the polynomial of Cephes' expf. Below
/// -87.5 and above 88.5 the result stays what it is there: 1e-38, and 3e38.
/// </remarks>
internal static class FastExp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> bounded = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-87.5f)), Vector512.Create(88.5f));
        Vector512<float> k = Vector512.Floor(Vector512.FusedMultiplyAdd(bounded, Vector512.Create(1.44269504f), Vector512.Create(0.5f)));
        Vector512<float> r = Vector512.FusedMultiplyAdd(k, Vector512.Create(-0.693359375f), bounded);
        r = Vector512.FusedMultiplyAdd(k, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One);

        Vector512<int> power = (Vector512.ConvertToInt32(k) + Vector512.Create(127)) << 23;
        return p * power.AsSingle();
    }
}
