using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>
/// Causal attention over sequences without padding. A thread takes one key/value head of one sequence at a time: all it needs of
/// it is turned to float32 and laid out for the tile product once; scores exist for 32 queries at a time, and only up to
/// the diagonal. The way back computes them again from the logarithms of their sums, as flash attention does (2205.14135).
/// </summary>
/// <remarks>
/// S = scale Q K^T, P = exp(S - lse), O = P V. dV = P^T dO; dP = dO V^T; dS = P (dP - rowsum(dO O)) scale; dQ = dS K;
/// dK = dS^T Q. Rows are padded with zeros to whole blocks of 32, keys in panels of 32.
/// </remarks>
internal static unsafe class AttentionKernel
{
    private const int Block = 32;

    /// <summary>Whether the kernel is there and fits; without 512-bit registers libtorch's own attention is faster.</summary>
    public static bool Fits(int headDim) => Vector512.IsHardwareAccelerated && headDim % 16 == 0;

    /// <summary>From rows [N, (h + 2 k) d] to o [N, h d]; lse [N, h] float32 is kept for the way back.</summary>
    public static void Forward(torch.Tensor rows, torch.Tensor o, torch.Tensor lse, AttentionShape shape)
    {
        if (rows.dtype == torch.ScalarType.BFloat16)
        {
            Forward<ushort, BFloat16>(rows, o, lse, shape);
        }
        else
        {
            Forward<float, Float32>(rows, o, lse, shape);
        }
    }

    /// <summary>Fills the gradient of the rows [N, (h + 2 k) d] from that of o.</summary>
    public static void Backward(
        torch.Tensor dO, torch.Tensor rows, torch.Tensor o, torch.Tensor lse, torch.Tensor gradient, AttentionShape shape)
    {
        if (rows.dtype == torch.ScalarType.BFloat16)
        {
            Backward<ushort, BFloat16>(dO, rows, o, lse, gradient, shape);
        }
        else
        {
            Backward<float, Float32>(dO, rows, o, lse, gradient, shape);
        }
    }

    private static void Forward<T, F>(torch.Tensor rows, torch.Tensor o, torch.Tensor lse, AttentionShape shape)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        T* all = Memory.AddressOf<T>(rows), read = Memory.AddressOf<T>(o);
        float* sums = Memory.AddressOf<float>(lse);
        (int h, int k, int d, int group) = (shape.Heads, shape.KeyValueHeads, shape.HeadDim, shape.Heads / shape.KeyValueHeads);
        ForEachHead(shape, (start, length, head) =>
        {
            int padded = (length + Block - 1) / Block * Block;
            AttentionScratch scratch = AttentionScratch.Of(((long)padded * d * 3) + (Block * ((long)padded + d)));
            float* q = scratch.Take((long)padded * d), keys = scratch.Take((long)padded * d), v = scratch.Take((long)padded * d);
            float* scores = scratch.Take((long)Block * padded), result = scratch.Take(Block * d);
            T* first = all + ((long)start * shape.RowWidth);
            Panels<T, F>(first + ((h + head) * d), shape.RowWidth, length, padded, d, keys);
            Copy<T, F>(first + ((h + k + head) * d), shape.RowWidth, length, padded, d, 1, v);
            for (int query = head * group; query < (head + 1) * group; query++)
            {
                Copy<T, F>(first + (query * d), shape.RowWidth, length, padded, d, shape.Scale, q);
                for (int row = 0; row < length; row += Block)
                {
                    int low = Low(row, shape.Window);
                    Scores(q, keys, row, low, padded, d, scores);
                    for (int r = 0; r < Block; r++)
                    {
                        float logSum = Softmax(scores + ((long)r * padded), low, row + r, row + Block, shape.Window);
                        if (row + r < length)
                        {
                            sums[((long)(start + row + r) * h) + query] = logSum;
                        }
                    }

                    for (int r = 0; r < Block; r += TileKernel.Rows)
                    {
                        TileKernel.Multiply(
                            scores + ((long)r * padded) + low, padded, 1, v + ((long)low * d), d, result + (r * d), d, row + r + TileKernel.Rows - low, d, add: false);
                    }

                    Write<T, F>(result, read + ((long)(start + row) * h * d) + (query * d), h * d, Math.Min(Block, length - row), d, 1);
                }
            }
        });
    }

    private static void Backward<T, F>(
        torch.Tensor dO, torch.Tensor rows, torch.Tensor o, torch.Tensor lse, torch.Tensor gradient, AttentionShape shape)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        T* all = Memory.AddressOf<T>(rows), read = Memory.AddressOf<T>(o), arrived = Memory.AddressOf<T>(dO), target = Memory.AddressOf<T>(gradient);
        float* sums = Memory.AddressOf<float>(lse);
        (int h, int k, int d, int group) = (shape.Heads, shape.KeyValueHeads, shape.HeadDim, shape.Heads / shape.KeyValueHeads);
        ForEachHead(shape, (start, length, head) =>
        {
            int padded = (length + Block - 1) / Block * Block;
            long matrix = (long)padded * d;
            AttentionScratch scratch = AttentionScratch.Of((matrix * 8) + (Block * ((2L * padded) + d)));
            float* q = scratch.Take(matrix), g = scratch.Take(matrix), keyRows = scratch.Take(matrix), keys = scratch.Take(matrix);
            float* values = scratch.Take(matrix), dq = scratch.Take(Block * d), dk = scratch.Take(matrix), dv = scratch.Take(matrix);
            float* p = scratch.Take((long)Block * padded), ds = scratch.Take((long)Block * padded), reads = scratch.Take(matrix);
            T* first = all + ((long)start * shape.RowWidth), into = target + ((long)start * shape.RowWidth);
            Copy<T, F>(first + ((h + head) * d), shape.RowWidth, length, padded, d, 1, keyRows);
            Panels<T, F>(first + ((h + head) * d), shape.RowWidth, length, padded, d, keys);
            Panels<T, F>(first + ((h + k + head) * d), shape.RowWidth, length, padded, d, values);
            new Span<float>(dk, (int)matrix).Clear();
            new Span<float>(dv, (int)matrix).Clear();
            for (int query = head * group; query < (head + 1) * group; query++)
            {
                long place = ((long)start * h * d) + (query * d);
                Copy<T, F>(first + (query * d), shape.RowWidth, length, padded, d, shape.Scale, q);
                Copy<T, F>(arrived + place, h * d, length, padded, d, 1, g);
                Copy<T, F>(read + place, h * d, length, padded, d, 1, reads);
                for (int row = 0; row < length; row += Block)
                {
                    int low = Low(row, shape.Window), end = row + Block;
                    Scores(q, keys, row, low, padded, d, p);
                    Scores(g, values, row, low, padded, d, ds);
                    for (int r = 0; r < Block; r++)
                    {
                        float* weights = p + ((long)r * padded), changes = ds + ((long)r * padded);
                        bool real = row + r < length;
                        float logSum = real ? sums[((long)(start + row + r) * h) + query] : 0;
                        float dot = Dot(g + ((long)(row + r) * d), reads + ((long)(row + r) * d), d);
                        SoftmaxBack(weights, changes, low, real ? row + r : -1, end, shape.Window, logSum, dot);
                    }

                    for (int r = 0; r < Block; r += TileKernel.Rows)
                    {
                        TileKernel.Multiply(
                            ds + ((long)r * padded) + low, padded, 1, keyRows + ((long)low * d), d, dq + (r * d), d, row + r + TileKernel.Rows - low, d, add: false);
                    }

                    for (int key = low; key < end; key += TileKernel.Rows)
                    {
                        TileKernel.Multiply(p + key, 1, padded, g + ((long)row * d), d, dv + ((long)key * d), d, Block, d, add: true);
                        TileKernel.Multiply(ds + key, 1, padded, q + ((long)row * d), d, dk + ((long)key * d), d, Block, d, add: true);
                    }

                    Write<T, F>(dq, into + ((long)row * shape.RowWidth) + (query * d), shape.RowWidth, Math.Min(Block, length - row), d, shape.Scale);
                }
            }

            // The queries carried the scale, so dk has it already.
            Write<T, F>(dk, into + ((h + head) * d), shape.RowWidth, length, d, 1);
            Write<T, F>(dv, into + ((h + k + head) * d), shape.RowWidth, length, d, 1);
        });
    }

    private static void ForEachHead(AttentionShape shape, Action<int, int, int> body)
    {
        // The longest sequences first, so that no thread is left with one at the end.
        int[] order = [.. Enumerable.Range(0, shape.Lengths.Count).OrderByDescending(i => shape.Lengths[i])];
        OpenMp.For(order.Length * shape.KeyValueHeads, item =>
        {
            int sequence = order[item / shape.KeyValueHeads];
            body(shape.Starts[sequence], shape.Lengths[sequence], item % shape.KeyValueHeads);
        });
    }

    // The first key that any of a block's queries sees, on a panel's border.
    private static int Low(int row, int? window) => window is { } w ? Math.Max(0, row - w + 1) / Block * Block : 0;

    // Products of the queries of a block with all keys up to the diagonal, in panels of 32.
    private static void Scores(float* left, float* panels, int row, int low, int padded, int d, float* scores)
    {
        for (int panel = low; panel < row + Block; panel += Block)
        {
            for (int r = 0; r < Block; r += TileKernel.Rows)
            {
                TileKernel.Multiply(
                    left + ((long)(row + r) * d), d, 1, panels + ((long)panel * d), Block, scores + ((long)r * padded) + panel, padded, d, Block, add: false);
            }
        }
    }

    // Turns the scores [low, end) of one query into weights; those it does not see become 0. Returns ln(sum exp(score)).
    internal static float Softmax(float* scores, int low, int query, int end, int? window)
    {
        Mask(scores, low, query, end, window);
        Vector512<float> top = Vector512.Create(float.NegativeInfinity);
        for (int i = low; i < end; i += 16)
        {
            top = Vector512.Max(top, Vector512.Load(scores + i));
        }

        float largest = float.NegativeInfinity;
        for (int i = 0; i < 16; i++)
        {
            largest = MathF.Max(largest, top[i]);
        }

        Vector512<float> total = default, shift = Vector512.Create(largest);
        for (int i = low; i < end; i += 16)
        {
            Vector512<float> weight = Exponential(Vector512.Load(scores + i), shift);
            weight.Store(scores + i);
            total += weight;
        }

        float sum = Vector512.Sum(total);
        Vector512<float> share = Vector512.Create(1 / sum);
        for (int i = low; i < end; i += 16)
        {
            (Vector512.Load(scores + i) * share).Store(scores + i);
        }

        return largest + MathF.Log(sum);
    }

    // From scores and dP of one query to weights and dS (without the scale, which the queries carry).
    private static void SoftmaxBack(float* scores, float* changes, int low, int query, int end, int? window, float logSum, float dot)
    {
        Mask(scores, low, query, end, window);
        Vector512<float> shift = Vector512.Create(logSum), mean = Vector512.Create(dot);
        for (int i = low; i < end; i += 16)
        {
            Vector512<float> weight = Exponential(Vector512.Load(scores + i), shift);
            weight.Store(scores + i);
            (weight * (Vector512.Load(changes + i) - mean)).Store(changes + i);
        }
    }

    private static void Mask(float* scores, int low, int query, int end, int? window)
    {
        new Span<float>(scores + query + 1, end - query - 1).Fill(float.NegativeInfinity);
        if (window is { } w && query - w + 1 > low)
        {
            new Span<float>(scores + low, Math.Min(query - w + 1, end) - low).Fill(float.NegativeInfinity);
        }
    }

    private static Vector512<float> Exponential(Vector512<float> score, Vector512<float> shift) => Vector512.ConditionalSelect(
        Vector512.Equals(score, Vector512.Create(float.NegativeInfinity)), Vector512<float>.Zero, FastExp.Of(score - shift));

    private static float Dot(float* a, float* b, int d)
    {
        Vector512<float> sum = default;
        for (int i = 0; i < d; i += 16)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum);
        }

        return Vector512.Sum(sum);
    }

    // Rows of a head, one after the other, as float32; rows of the padding are 0.
    private static void Copy<T, F>(T* from, int step, int length, int padded, int d, float scale, float* to)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        for (int row = 0; row < length; row++, from += step, to += d)
        {
            for (int i = 0; i < d; i += 16)
            {
                (F.Load(from + i) * scale).Store(to + i);
            }
        }

        new Span<float>(to, (padded - length) * d).Clear();
    }

    // Panels [32 rows][d] turned to [d][32].
    private static void Panels<T, F>(T* from, int step, int length, int padded, int d, float* to)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        for (int row = 0; row < padded; row++, from += step)
        {
            float* panel = to + ((long)(row / Block) * Block * d) + (row % Block);
            for (int i = 0; i < d; i++)
            {
                panel[i * Block] = row < length ? F.Load(from[i]) : 0;
            }
        }
    }

    private static void Write<T, F>(float* from, T* to, int step, int rows, int d, float scale)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        for (int row = 0; row < rows; row++, from += d, to += step)
        {
            for (int i = 0; i < d; i += 16)
            {
                F.Store(to + i, Vector512.Load(from + i) * scale);
            }
        }
    }
}
