using System.Runtime.InteropServices;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Models.Operations;
using TorchSharp;

namespace Amuro.Tests.Evaluation;

public class ScoringMemoryTests
{
    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 75497472000 bytes.")]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB.")]
    public void Too_little_memory_halves_the_batches_and_changes_no_answer(string message)
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest[] requests = LikelihoodScorerTests.RandomRequests(seed: 3, model.Config.VocabularySize, 60);
        IReadOnlyList<Likelihood> want = LikelihoodScorer.Default.Score(model, requests);
        List<int> passes = [];
        LikelihoodScorer scorer = LikelihoodScorer.Default with
        {
            BeforePass = (tokens, _) =>
            {
                passes.Add(tokens);
                if (tokens > 500)
                {
                    throw new ExternalException(message);
                }
            },
        };
        IReadOnlyList<Likelihood> got = scorer.Score(model, requests);

        Assert.Contains(passes, p => p > 500);
        // Once the budget is known to be too large no batch of that size is tried again.
        Assert.True(passes.Count(p => p > 500) <= 2, string.Join(' ', passes));
        Assert.All(want.Zip(got), pair => Assert.Equal(pair.First.LogLikelihood, pair.Second.LogLikelihood, 1e-5));
    }

    [Fact]
    public void A_sequence_for_which_memory_never_suffices_is_named()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodScorer scorer = LikelihoodScorer.Default with { BeforePass = (_, _) => throw new OutOfMemoryException() };
        AmuroException error = Assert.Throws<AmuroException>(() => scorer.Score(model, [new([1, 2, 3], [4]), new([1, 2, 5], [4])]));
        Assert.Contains("memory for one sequence of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_failure_is_not_taken_for_too_little_memory()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodScorer scorer = LikelihoodScorer.Default with { BeforePass = (_, _) => throw new ExternalException("mat1 and mat2 shapes cannot be multiplied") };
        Assert.Throws<ExternalException>(() => scorer.Score(model, [new([1, 2, 3], [4]), new([1, 2, 5], [4])]));
    }

    [Fact]
    public void Batches_and_order_change_nothing_above_rounding()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        LikelihoodRequest[] requests = LikelihoodScorerTests.RandomRequests(seed: 5, model.Config.VocabularySize, 60);
        IReadOnlyList<Likelihood> want = LikelihoodScorer.Default.Score(model, requests);
        foreach (int tokens in (int[])[1, 30, 64, 300, 100_000])
        {
            AssertSame(want, LikelihoodScorer.Default.WithTokensPerBatch(tokens).Score(model, requests));
        }

        AssertSame([.. want.Reverse()], LikelihoodScorer.Default.WithTokensPerBatch(100).Score(model, [.. requests.Reverse()]));
        AssertSame(want, [.. requests.Select(r => LikelihoodScorer.Default.Score(model, [r])[0])]);
    }

    private static void AssertSame(IReadOnlyList<Likelihood> expected, IReadOnlyList<Likelihood> found)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach ((Likelihood e, Likelihood f) in expected.Zip(found))
        {
            Assert.Equal(e.LogLikelihood, f.LogLikelihood, 1e-5);
            Assert.Equal((e.IsGreedy, e.DroppedTokens), (f.IsGreedy, f.DroppedTokens));
        }
    }
}
