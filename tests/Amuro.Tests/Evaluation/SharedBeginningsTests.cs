using Amuro.Evaluation;
using Amuro.Models;
using TorchSharp;

namespace Amuro.Tests.Evaluation;

public class SharedBeginningsTests
{
    private static readonly int[][] Sequences = [[5, 6, 7, 8], [5, 6, 7, 9, 10], [5, 6, 11], [12]];

    [Fact]
    public void A_shared_beginning_stands_once_and_every_token_keeps_its_state()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        using IDisposable noGradient = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        using TokenBatch plain = TokenBatch.From(Sequences);
        using TokenBatch shared = TokenBatch.FromSharedBeginnings(Sequences);

        Assert.Equal(13, plain.Count);
        Assert.Equal(8, shared.Count);
        AssertSameStates(plain, model.Hidden(plain), shared, model.Hidden(shared));
    }

    [Fact]
    public void A_shared_beginning_may_continue_a_cached_block()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        using IDisposable noGradient = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        int[] block = [1, 2, 3, 40, 50, 60, 70];
        using TokenBatch first = TokenBatch.From([block]);
        using var cache = new KeyValueCache();
        model.Hidden(first, cache);
        using KeyValueCache copies = cache.Repeat(Sequences.Length);
        using TokenBatch shared = TokenBatch.FromSharedBeginnings(Sequences);
        torch.Tensor continued = model.Hidden(shared, copies);
        using TokenBatch whole = TokenBatch.From([.. Sequences.Select(s => (int[])[.. block, .. s])]);
        torch.Tensor all = model.Hidden(whole);

        for (int b = 0; b < Sequences.Length; b++)
        {
            for (int t = 0; t < Sequences[b].Length; t++)
            {
                float difference = (continued[shared.RowOf(b, t)] - all[whole.RowOf(b, block.Length + t)]).abs().max().item<float>();
                Assert.InRange(difference, 0, 1e-5f);
            }
        }
    }

    [Fact]
    public void Requests_of_one_token_share_the_pass_over_their_context()
    {
        ScoringPlan plan = ScoringPlan.From([new([1, 2], [3]), new([1, 2], [4]), new([1, 2], [3, 4]), new([1], [2])], 100, 10);
        Assert.Equal([[1, 2, 3]], plan.Sequences);
        Assert.Equal([1, 1, 1, 0], plan.Places.Select(p => p.Start));
    }

    [Fact]
    public void A_few_shot_block_is_found_and_left_out_of_the_batches()
    {
        int[] block = [.. Enumerable.Range(0, 90)];
        LikelihoodRequest[] requests = [.. Enumerable.Range(0, 20).Select(i => new LikelihoodRequest([.. block, 100 + i, 7], [8, 9])), new([200, 201], [8, 9])];
        ScoringPlan plan = ScoringPlan.From(requests, 1000, 1000);
        Assert.Equal([new SharedBlock(0, 20, 90), new SharedBlock(20, 1, 0)], SharedBlock.Of(plan));
        List<int[]> batches = ScoringBatches.From(plan.Sequences, new SharedBlock(0, 20, 90), tokensPerBatch: 30, most: int.MaxValue);
        Assert.All(batches, b => Assert.Equal(10, b.Length));
    }

    [Fact]
    public void What_is_scored_is_never_inside_the_block()
    {
        int[] block = [.. Enumerable.Range(0, 90)];
        LikelihoodRequest[] requests = [.. Enumerable.Range(0, 20).Select(i => new LikelihoodRequest([.. block], [100 + i, 1]))];
        Assert.Equal([new SharedBlock(0, 20, 89)], SharedBlock.Of(ScoringPlan.From(requests, 1000, 1000)));
    }

    private static void AssertSameStates(TokenBatch plain, torch.Tensor want, TokenBatch shared, torch.Tensor got)
    {
        for (int b = 0; b < Sequences.Length; b++)
        {
            for (int t = 0; t < Sequences[b].Length; t++)
            {
                float difference = (want[plain.RowOf(b, t)] - got[shared.RowOf(b, t)]).abs().max().item<float>();
                Assert.InRange(difference, 0, 1e-5f);
            }
        }
    }
}
