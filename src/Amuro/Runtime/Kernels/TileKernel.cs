using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Amuro.Runtime.Kernels;

/// <summary>The small matrix product that the attention kernel is made of.</summary>
internal static unsafe class TileKernel
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>
    /// C[8, width] = (C +) A[8, inner] B[inner, width], float32; element (r, i) of A is at a[r * rowStep + i * innerStep]; the
    /// width is a multiple of 16. Every sum begins with C and goes in the order of the inner index, in one call or in several.
    /// </summary>
    public static void Multiply(
        float* a, int rowStep, int innerStep, float* b, int bStep, float* c, int cStep, int inner, int width, bool add)
    {
        int column = 0;
        for (; column + 32 <= width; column += 32)
        {
            Multiply32(a, rowStep, innerStep, b + column, bStep, c + column, cStep, inner, add);
        }

        if (column < width)
        {
            Multiply16(a, rowStep, innerStep, b + column, bStep, c + column, cStep, inner, add);
        }
    }

    // 16 sums stay in registers: each step is 2 loads and 8 broadcasts for 16 multiply-adds.
    private static void Multiply32(float* a, int rowStep, int innerStep, float* b, int bStep, float* c, int cStep, int inner, bool add)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        float* a4 = a + (4 * (long)rowStep);
        int two = 2 * rowStep, three = 3 * rowStep;
        if (add)
        {
            Begin(c, ref c00, ref c01);
            Begin(c + cStep, ref c10, ref c11);
            Begin(c + (2 * (long)cStep), ref c20, ref c21);
            Begin(c + (3 * (long)cStep), ref c30, ref c31);
            Begin(c + (4 * (long)cStep), ref c40, ref c41);
            Begin(c + (5 * (long)cStep), ref c50, ref c51);
            Begin(c + (6 * (long)cStep), ref c60, ref c61);
            Begin(c + (7 * (long)cStep), ref c70, ref c71);
        }

        for (int i = 0; i < inner; i++)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16);
            Step(ref c00, ref c01, a, b0, b1);
            Step(ref c10, ref c11, a + rowStep, b0, b1);
            Step(ref c20, ref c21, a + two, b0, b1);
            Step(ref c30, ref c31, a + three, b0, b1);
            Step(ref c40, ref c41, a4, b0, b1);
            Step(ref c50, ref c51, a4 + rowStep, b0, b1);
            Step(ref c60, ref c61, a4 + two, b0, b1);
            Step(ref c70, ref c71, a4 + three, b0, b1);
            a += innerStep;
            a4 += innerStep;
            b += bStep;
        }

        Finish(c, c00, c01);
        Finish(c + cStep, c10, c11);
        Finish(c + (2 * (long)cStep), c20, c21);
        Finish(c + (3 * (long)cStep), c30, c31);
        Finish(c + (4 * (long)cStep), c40, c41);
        Finish(c + (5 * (long)cStep), c50, c51);
        Finish(c + (6 * (long)cStep), c60, c61);
        Finish(c + (7 * (long)cStep), c70, c71);
    }

    private static void Multiply16(float* a, int rowStep, int innerStep, float* b, int bStep, float* c, int cStep, int inner, bool add)
    {
        for (int row = 0; row < Rows; row++)
        {
            float* from = a + ((long)row * rowStep), right = b;
            float* to = c + ((long)row * cStep);
            Vector512<float> sum = add ? Vector512.Load(to) : default;
            for (int i = 0; i < inner; i++, from += innerStep, right += bStep)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(*from), Vector512.Load(right), sum);
            }

            sum.Store(to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(ref Vector512<float> sum0, ref Vector512<float> sum1, float* a, Vector512<float> b0, Vector512<float> b1)
    {
        Vector512<float> factor = Vector512.Create(*a);
        sum0 = Vector512.FusedMultiplyAdd(factor, b0, sum0);
        sum1 = Vector512.FusedMultiplyAdd(factor, b1, sum1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(float* from, ref Vector512<float> sum0, ref Vector512<float> sum1)
    {
        sum0 = Vector512.Load(from);
        sum1 = Vector512.Load(from + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* to, Vector512<float> sum0, Vector512<float> sum1)
    {
        sum0.Store(to);
        sum1.Store(to + 16);
    }
}
