using Amuro.Models;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Runtime.Kernels;

/// <summary>The kernel of a token tree against the kernel of whole sequences: not one bit may differ.</summary>
public class TreeAttentionTests
{
    [Theory]
    [InlineData(ScalarType.Float32, 0, 6, 2, 64, null)]
    [InlineData(ScalarType.Float32, 77, 6, 2, 64, null)]
    [InlineData(ScalarType.Float32, 64, 3, 3, 32, null)]
    [InlineData(ScalarType.Float32, 5, 4, 1, 48, null)]
    [InlineData(ScalarType.Float32, 77, 4, 2, 80, 40)]
    [InlineData(ScalarType.Float32, 130, 4, 4, 16, 9)]
    [InlineData(ScalarType.BFloat16, 77, 9, 3, 64, null)]
    public void A_tree_reads_what_whole_sequences_read(ScalarType type, int prefix, int heads, int keyValueHeads, int width, int? window)
    {
        if (!AttentionKernel.Fits(width))
        {
            return; // Without 512-bit registers libtorch's attention is used.
        }

        using DisposeScope scope = NewDisposeScope();
        manual_seed(11);
        int[][] sequences = RandomTree(new Random(4), 40);
        TokenRun run = TokenRun.From(sequences, share: true);
        Assert.True(run.Shares);
        TreeShape shape = new(run.Layout(), heads, keyValueHeads, width, window);
        Tensor rows = randn(run.Ids.Length, shape.RowWidth).to(type), before = randn(Math.Max(1, prefix), shape.RowWidth).to(type);
        Tensor o = empty(run.Ids.Length, heads * width, dtype: type);
        using TreePrefix? held = prefix == 0 ? null : new TreePrefix(
            Heads(before, heads, keyValueHeads, width), Heads(before, heads + keyValueHeads, keyValueHeads, width), prefix);
        TreeAttentionKernel.Forward(rows, o, shape, held);

        for (int s = 0; s < sequences.Length; s++)
        {
            int length = sequences[s].Length;
            long[] indices = [.. Enumerable.Range(0, length).Select(t => (long)run.RowOf(s, t))];
            Tensor own = rows.index_select(0, tensor(indices));
            Tensor whole = prefix == 0 ? own : cat([before, own]);
            Tensor expected = empty(whole.shape[0], heads * width, dtype: type), lse = empty(whole.shape[0], heads);
            AttentionKernel.Forward(whole, expected, lse, new AttentionShape([0], [prefix + length], heads, keyValueHeads, width, window));
            Assert.True(o.index_select(0, tensor(indices)).equal(expected.narrow(0, prefix, length)).all().item<bool>(), $"sequence {s}");
        }
    }

    // Sorted sequences of which many begin alike.
    private static int[][] RandomTree(Random random, int count)
    {
        var sequences = new List<int[]>();
        while (sequences.Count < count)
        {
            int kept = sequences.Count == 0 ? 0 : random.Next(sequences[^1].Length + 1);
            int[] added = [.. Enumerable.Range(0, random.Next(1, 50)).Select(_ => random.Next(5))];
            sequences.Add([.. sequences.Count == 0 ? [] : sequences[^1][..kept], .. added]);
        }

        return [.. sequences.OrderBy(s => string.Concat(s), StringComparer.Ordinal)];
    }

    private static Tensor Heads(Tensor rows, int first, int count, int width) =>
        rows.view(1, rows.shape[0], -1, width).narrow(2, first, count).contiguous();
}
