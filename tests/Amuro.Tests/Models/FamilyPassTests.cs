using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

/// <summary>Every family reads in parts, in company and at given positions what it reads at once.</summary>
public class FamilyPassTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Cases => [.. GoldenModel.Names];

    // Lengths of the sequences at first, then what each step adds. The windows of the cases are 8 wide.
    private static readonly int[][][] Splits =
    [
        [[6], [1], [1], [1], [1], [1]],
        [[5, 5], [1, 1], [6, 6], [1, 1]],
        [[3, 12], [1, 1], [9, 2]],
        [[11, 2, 1], [4, 1, 12], [1, 1, 1]],
        [[20], [1], [3]],
    ];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Parts_agree_with_the_whole(string name)
    {
        using DecoderModel model = GoldenModel.Load(name);
        foreach (int[][] steps in Splits)
        {
            using DisposeScope scope = NewDisposeScope();
            int[] done = new int[steps[0].Length];
            int[][] whole = Random([.. done.Select((_, b) => steps.Sum(s => s[b]))]);
            TokenBatch all = TokenBatch.From(whole);
            Tensor expected = model.Hidden(all);
            using var cache = new KeyValueCache();
            foreach (int[] step in steps)
            {
                TokenBatch part = TokenBatch.From([.. whole.Select((s, b) => s[done[b]..(done[b] + step[b])])]);
                Tensor found = model.Hidden(part, cache);
                for (int b = 0; b < whole.Length; b++)
                {
                    double off = GoldenModel.Largest(
                        found.narrow(0, part.Starts[b], step[b]) - expected.narrow(0, all.Starts[b] + done[b], step[b]));
                    Assert.True(off < Tolerance, $"{name}, sequence {b} from {done[b]}: {off}");
                    done[b] += step[b];
                }
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Shared_beginnings_change_nothing(string name)
    {
        using DecoderModel model = GoldenModel.Load(name);
        using DisposeScope scope = NewDisposeScope();
        int[] block = Random([10])[0], beginning = Random([12])[0];
        int[][] sequences = [[.. beginning, 1, 2], [.. beginning, 1, 3, 4], [.. beginning[..5], 6], [7]];
        TokenBatch plain = TokenBatch.From(sequences), shared = TokenBatch.FromSharedBeginnings(sequences);
        Assert.True(shared.Count < plain.Count);
        AssertSame(name, sequences, plain, model.Hidden(plain), shared, model.Hidden(shared));
        using var cache = new KeyValueCache();
        model.Hidden(TokenBatch.From([block]), cache);
        using KeyValueCache copies = cache.Repeat(sequences.Length);
        TokenBatch whole = TokenBatch.From([.. sequences.Select(s => (int[])[.. block, .. s])]);
        AssertSame(name, sequences, whole, model.Hidden(whole), shared, model.Hidden(shared, copies), block.Length);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Positions_may_be_given(string name)
    {
        using DecoderModel model = GoldenModel.Load(name);
        using DisposeScope scope = NewDisposeScope();
        int[][] sequences = Random([13, 5]);
        Tensor expected = model.Hidden(TokenBatch.From(sequences));
        int[][] Shifted(int by) => [.. sequences.Select(s => Enumerable.Range(by, s.Length).ToArray())];
        Assert.True(expected.Equals(model.Hidden(TokenBatch.FromPositions(sequences, Shifted(0)))));
        // Rotated queries and keys know only distances; a learned vector stands for its place.
        double off = GoldenModel.Largest(model.Hidden(TokenBatch.FromPositions(sequences, Shifted(7))) - expected);
        Assert.Equal(name == "gpt2", off > Tolerance);
        Tensor apart = model.Hidden(TokenBatch.FromPositions([sequences[0]], [[.. Enumerable.Range(0, 13).Select(i => 2 * i)]]));
        Assert.True(GoldenModel.Largest(apart - expected.narrow(0, 0, 13)) > 1e-3);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_left_behind_by_a_pass(string name)
    {
        using DecoderModel model = GoldenModel.Load(name);
        model.Parameters.EnableGradients();
        Round(model);
        DisposeScopeManager.Statistics.Reset();
        Round(model);
        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);

        static void Round(DecoderModel model)
        {
            using DisposeScope scope = NewDisposeScope();
            using (TokenBatch batch = TokenBatch.From(Random([12, 3])))
            {
                model.Logits(model.Hidden(batch)).sum().backward();
            }

            using var cache = new KeyValueCache();
            foreach (int[] lengths in (int[][])[[9, 2], [1, 1], [3, 1]])
            {
                using TokenBatch part = TokenBatch.From(Random(lengths));
                model.Hidden(part, cache);
            }
        }
    }

    [Fact]
    public void Given_positions_are_taken_as_they_are_with_a_cache_too()
    {
        using DecoderModel model = GoldenModel.Load("gpt2"), moved = GoldenModel.Load("gpt2");
        using (no_grad())
        {
            moved.Parameters["transformer.wpe.weight"].copy_(model.Parameters["transformer.wpe.weight"].roll(-9, 0));
        }

        using DisposeScope scope = NewDisposeScope();
        int[] text = Random([8])[0];
        Tensor expected = moved.Hidden(TokenBatch.From([text]));
        using var cache = new KeyValueCache();
        Tensor first = model.Hidden(TokenBatch.FromPositions([text[..5]], [[9, 10, 11, 12, 13]]), cache);
        Tensor second = model.Hidden(TokenBatch.FromPositions([text[5..]], [[14, 15, 16]]), cache);
        Assert.True(GoldenModel.Largest(cat([first, second]) - expected) < Tolerance);
    }

    [Fact]
    public void Bad_positions_are_explained()
    {
        Assert.Contains("2 sequences", Assert.Throws<AmuroException>(() => TokenBatch.FromPositions([[1], [2]], [[0]])).Message, StringComparison.Ordinal);
        Assert.Contains("2 positions", Assert.Throws<AmuroException>(() => TokenBatch.FromPositions([[1, 2]], [[0]])).Message, StringComparison.Ordinal);
        Assert.Contains("-1", Assert.Throws<AmuroException>(() => TokenBatch.FromPositions([[1]], [[-1]])).Message, StringComparison.Ordinal);
        using DecoderModel model = GoldenModel.Load("gpt2");
        using TokenBatch far = TokenBatch.FromPositions([[1]], [[64]]);
        Assert.Contains("at most 64", Assert.Throws<AmuroException>(() => model.Hidden(far)).Message, StringComparison.Ordinal);
    }

    private static int[][] Random(int[] lengths)
    {
        var random = new Random(5);
        return [.. lengths.Select(n => Enumerable.Range(0, n).Select(_ => random.Next(2, 250)).ToArray())];
    }

    private static void AssertSame(
        string name, int[][] sequences, TokenBatch whole, Tensor expected, TokenBatch shared, Tensor found, int before = 0)
    {
        for (int b = 0; b < sequences.Length; b++)
        {
            for (int t = 0; t < sequences[b].Length; t++)
            {
                double off = GoldenModel.Largest(expected[whole.RowOf(b, before + t)] - found[shared.RowOf(b, t)]);
                Assert.True(off < Tolerance, $"{name}, sequence {b}, token {t}: {off}");
            }
        }
    }
}
