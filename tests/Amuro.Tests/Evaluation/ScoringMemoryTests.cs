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

    [SkippableFact]
    public void Not_one_bit_depends_on_batches_or_order()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        Skip.IfNot(model.SharesPrefix && ProductsAreStable(model.Config), "the matrix products of this machine round differently in batches of different sizes");
        LikelihoodRequest[] requests = LikelihoodScorerTests.RandomRequests(seed: 5, model.Config.VocabularySize, 60);
        IReadOnlyList<Likelihood> want = LikelihoodScorer.Default.Score(model, requests);
        foreach (int tokens in (int[])[1, 30, 64, 300, 100_000])
        {
            Assert.Equal(want, LikelihoodScorer.Default.WithTokensPerBatch(tokens).Score(model, requests));
        }

        Assert.Equal(want.Reverse(), LikelihoodScorer.Default.WithTokensPerBatch(100).Score(model, [.. requests.Reverse()]));
        Assert.Equal(want, requests.Select(r => LikelihoodScorer.Default.Score(model, [r])[0]));
    }

    private static bool ProductsAreStable(DecoderConfig config)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((int inputs, int outputs) in ((int, int)[])[(config.HiddenSize, 2 * config.IntermediateSize), (config.IntermediateSize, config.HiddenSize), (config.HiddenSize, config.VocabularySize)])
        {
            torch.Tensor x = torch.randn(512, inputs), weight = torch.randn(outputs, inputs), whole = Gemm.Forward(x, weight);
            foreach (int rows in (int[])[16, 17, 40, 200])
            {
                if (!Gemm.Forward(x.narrow(0, 0, rows).contiguous(), weight).equal(whole.narrow(0, 0, rows)).all().item<bool>())
                {
                    return false;
                }
            }
        }

        return true;
    }
}
