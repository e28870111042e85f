using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

/// <summary>Reading in parts gives what reading at once gives.</summary>
public sealed class KeyValueCacheTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private readonly DecoderModel _model = DecoderModel.Load(Checkpoint.FromFolder(Goldens.Path("models/llama_tied_gqa"), 0));

    public static TheoryData<int[], int[][]> Splits => new()
    {
        // Lengths of the sequences at first, then what each step adds.
        { [6], [[1], [1], [1]] },
        { [5, 5], [[1, 1], [1, 1]] },
        { [5, 5], [[3, 3], [1, 1]] },
        { [3, 7], [[1, 1], [1, 1]] },
        { [3, 7, 1], [[4, 1, 2], [1, 5, 1]] },
        { [4, 4], [[2, 5]] },
    };

    [Theory]
    [MemberData(nameof(Splits))]
    public void Parts_agree_with_the_whole(int[] first, int[][] steps)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new Random(1);
        int[][] whole = [.. first.Select((n, b) => Enumerable.Range(0, n + steps.Sum(s => s[b])).Select(_ => random.Next(288)).ToArray())];
        TokenBatch all = TokenBatch.From(whole);
        Tensor expected = _model.Hidden(all);
        using var cache = new KeyValueCache();
        int[] done = new int[whole.Length];
        foreach (int[] step in (int[][])[first, .. steps])
        {
            TokenBatch part = TokenBatch.From([.. whole.Select((s, b) => s[done[b]..(done[b] + step[b])])]);
            Tensor found = _model.Hidden(part, cache);
            for (int b = 0; b < whole.Length; b++)
            {
                Tensor off = found.narrow(0, part.Starts[b], step[b]) - expected.narrow(0, all.Starts[b] + done[b], step[b]);
                Assert.True(GoldenModel.Largest(off) < Tolerance, $"sequence {b} from {done[b]}: {GoldenModel.Largest(off)}");
                done[b] += step[b];
            }

            Assert.Equal(done, cache.Lengths);
        }
    }

    [Fact]
    public void A_prefix_can_be_shared_and_taken_up_again()
    {
        using DisposeScope scope = NewDisposeScope();
        int[] prefix = [10, 20, 30, 40, 50];
        int[][] choices = [[1], [2, 3, 4], [5, 6]];
        using var cache = new KeyValueCache();
        _model.Hidden(TokenBatch.From([prefix]), cache);
        TokenBatch tails = TokenBatch.From(choices);
        TokenBatch whole = TokenBatch.From([.. choices.Select(c => (int[])[.. prefix, .. c])]);
        Tensor expected = whole.FromRows(_model.Hidden(whole), prefix.Length);
        foreach (int room in (int[])[0, 3, 100])
        {
            using KeyValueCache fork = cache.Repeat(3, room);
            Assert.True(GoldenModel.Largest(_model.Hidden(tails, fork) - expected) < Tolerance);
            Assert.Equal([6, 8, 7], fork.Lengths);
            fork.Truncate(prefix.Length);
            Assert.True(GoldenModel.Largest(_model.Hidden(tails, fork) - expected) < Tolerance);
            using KeyValueCache turned = fork.Select([2, 0]);
            Assert.Equal([7, 6], turned.Lengths);
            Tensor next = _model.Hidden(TokenBatch.From([[7], [8]]), turned);
            Tensor nextExpected = _model.Hidden(TokenBatch.From([[.. prefix, 5, 6, 7]]));
            Assert.True(GoldenModel.Largest(next[0] - nextExpected[^1]) < Tolerance);
        }

        Assert.Equal([5], cache.Lengths);
    }

    [Fact]
    public void Mistakes_are_explained()
    {
        using DisposeScope scope = NewDisposeScope();
        using var cache = new KeyValueCache();
        Assert.Throws<AmuroException>(() => cache.Repeat(2));
        _model.Hidden(TokenBatch.From([[1], [2]]), cache);
        Assert.Contains("expected a batch of 2", Assert.Throws<AmuroException>(() => _model.Hidden(TokenBatch.From([[1]]), cache)).Message, StringComparison.Ordinal);
        Assert.Contains("129", Assert.Throws<AmuroException>(() => _model.Hidden(TokenBatch.From([new int[128], [1]]), cache)).Message, StringComparison.Ordinal);
        Assert.Equal([1, 1], cache.Lengths);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Select([2]));
    }

    public void Dispose() => _model.Dispose();
}

internal static class TokenBatchRows
{
    /// <summary>The rows of every sequence from its token <paramref name="from"/> on.</summary>
    public static Tensor FromRows(this TokenBatch batch, Tensor rows, int from) =>
        cat([.. batch.Starts.Select((start, b) => rows.narrow(0, start + from, batch.Lengths[b] - from))]);
}
