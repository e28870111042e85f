using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using TorchSharp;

namespace Amuro.Tests.Evaluation;

public class LikelihoodScorerTests
{
    private const double Rounding = 1e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void The_size_of_batches_does_not_matter(int tokensPerBatch)
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest[] requests = RandomRequests(seed: 5, model.Config.VocabularySize, 60);
        IReadOnlyList<Likelihood> one = [.. requests.Select(r => LikelihoodScorer.Default.Score(model, [r])[0])];
        IReadOnlyList<Likelihood> batched = LikelihoodScorer.Default.WithTokensPerBatch(tokensPerBatch).Score(model, requests);
        AssertSame(one, batched);
    }

    [Fact]
    public void The_order_of_requests_does_not_matter()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest[] requests = RandomRequests(seed: 6, model.Config.VocabularySize, 60);
        int[] order = [.. Enumerable.Range(0, requests.Length)];
        new Random(1).Shuffle(order);
        IReadOnlyList<Likelihood> straight = LikelihoodScorer.Default.Score(model, requests);
        IReadOnlyList<Likelihood> shuffled = LikelihoodScorer.Default.Score(model, [.. order.Select(i => requests[i])]);
        AssertSame([.. order.Select(i => straight[i])], shuffled);
    }

    [Fact]
    public void A_likelihood_is_the_sum_of_log_softmax_at_the_continuation()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest request = new([0, 17, 40, 3], [9, 200, 31]);
        Likelihood got = LikelihoodScorer.Default.Score(model, [request])[0];

        using IDisposable noGradient = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        using TokenBatch batch = TokenBatch.From([[0, 17, 40, 3, 9, 200]]);
        torch.Tensor logProbabilities = model.Logits(model.Hidden(batch)).log_softmax(-1);
        double want = request.Continuation.Select((id, i) => (double)logProbabilities[3 + i, id].item<float>()).Sum();
        Assert.Equal(want, got.LogLikelihood, Rounding);
    }

    [Theory]
    [InlineData(torch.ScalarType.Float64, 1e-4)]
    [InlineData(torch.ScalarType.BFloat16, 0.5)]
    public void Models_of_other_number_formats_are_scored_too(torch.ScalarType type, double tolerance)
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        using DecoderModel other = DecoderModel.Load(Checkpoint.FromFolder(EvaluationGoldens.ModelFolder, 0), type);
        LikelihoodRequest[] requests = RandomRequests(seed: 9, model.Config.VocabularySize, 10);
        IReadOnlyList<Likelihood> want = LikelihoodScorer.Default.Score(model, requests);
        IReadOnlyList<Likelihood> got = LikelihoodScorer.Default.Score(other, requests);
        Assert.Equal(want.Select(l => l.LogLikelihood), got.Select(l => l.LogLikelihood), (a, b) => Math.Abs(a - b) <= tolerance);
    }

    [Fact]
    public void Equal_requests_give_equal_bits()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest[] requests = RandomRequests(seed: 7, model.Config.VocabularySize, 20);
        IReadOnlyList<Likelihood> twice = LikelihoodScorer.Default.Score(model, [.. requests, .. requests]);
        Assert.Equal(twice.Take(requests.Length), twice.Skip(requests.Length));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest[] requests = RandomRequests(seed: 8, model.Config.VocabularySize, 40);
        LikelihoodScorer.Default.Score(model, requests);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            LikelihoodScorer.Default.WithTokensPerBatch(200).Score(model, requests);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Requests_that_cannot_be_answered_are_refused_by_name()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        AmuroException noContext = Assert.Throws<AmuroException>(() => LikelihoodScorer.Default.Score(model, [new([0], [1]), new([], [1])]));
        Assert.StartsWith("Request 1: expected a context", noContext.Message, StringComparison.Ordinal);
        AmuroException noContinuation = Assert.Throws<AmuroException>(() => LikelihoodScorer.Default.Score(model, [new([1], [])]));
        Assert.StartsWith("Request 0: expected a continuation", noContinuation.Message, StringComparison.Ordinal);
        AmuroException tooLong = Assert.Throws<AmuroException>(() => LikelihoodScorer.Default.Score(model, [new([1], [.. new int[385]])]));
        Assert.Contains("at most 384 tokens", tooLong.Message, StringComparison.Ordinal);
        AmuroException strange = Assert.Throws<AmuroException>(() => LikelihoodScorer.Default.Score(model, [new([1], [1024])]));
        Assert.Contains("1024", strange.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => LikelihoodScorer.Default.WithTokensPerBatch(0));
    }

    [Fact]
    public void No_requests_give_no_answers()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        Assert.Empty(LikelihoodScorer.Default.Score(model, []));
    }

    [Fact]
    public void Cancelling_stops_before_the_next_batch()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        Assert.Throws<OperationCanceledException>(() => LikelihoodScorer.Default.Score(model, [new([1], [2])], new CancellationToken(true)));
    }

    // Items of four choices; every second one behind a shared block; some choices of one token, some equal, some that begin alike; some too long.
    internal static LikelihoodRequest[] RandomRequests(int seed, int vocabulary, int items)
    {
        var random = new Random(seed);
        int[] block = Ids(80);
        var requests = new List<LikelihoodRequest>();
        for (int item = 0; item < items; item++)
        {
            int[] context = [.. item % 2 == 0 ? block : [], .. Ids(item % 13 == 12 ? 400 : random.Next(1, 50))];
            int[] first = Ids(random.Next(1, 6));
            requests.Add(new([.. context], [.. first]));
            requests.Add(new([.. context], [.. first, .. Ids(2)]));
            requests.Add(new([.. context], [.. item % 3 == 0 ? first : Ids(1)]));
            requests.Add(new([.. context], [.. Ids(1)]));
        }

        return [.. requests];

        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }

    private static void AssertSame(IReadOnlyList<Likelihood> want, IReadOnlyList<Likelihood> got)
    {
        Assert.Equal(want.Count, got.Count);
        for (int i = 0; i < want.Count; i++)
        {
            Assert.Equal(want[i].LogLikelihood, got[i].LogLikelihood, Rounding * Math.Max(1, Math.Abs(want[i].LogLikelihood) / 10));
            Assert.Equal(want[i].IsGreedy, got[i].IsGreedy);
            Assert.Equal(want[i].DroppedTokens, got[i].DroppedTokens);
        }
    }
}
