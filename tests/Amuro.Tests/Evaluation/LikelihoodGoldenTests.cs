using System.Text.Json;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

public class LikelihoodGoldenTests
{
    [Fact]
    public void Pairs_at_odd_boundaries_score_as_in_the_reference() => AssertAgrees(EvaluationGoldens.Local, EvaluationGoldens.ModelName, refusals: 1);

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Pairs_score_without_a_token_in_front_too() => AssertAgrees(SharedData.Require("goldens/evaluation"), "olmo-nobos-v1024", refusals: 2);

    private static void AssertAgrees(string folder, string name, int refusals)
    {
        using DecoderModel model = EvaluationGoldens.LoadModel(name);
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer(name);
        JsonElement[] pairs = EvaluationGoldens.ReadLines(EvaluationGoldens.Local, "tasks", "edge_pairs", "requests.jsonl");
        JsonElement[] expected = EvaluationGoldens.ReadLines(folder, "expected", name, "edge_pairs.jsonl");
        int refused = 0;
        foreach ((JsonElement pair, JsonElement want) in pairs.Zip(expected))
        {
            LikelihoodRequest Encode()
            {
                (int[] c, int[] k) = tokenizer.EncodePair(pair.GetProperty("context").GetString()!, pair.GetProperty("continuation").GetString()!);
                return new LikelihoodRequest([.. c], [.. k]);
            }

            if (want.TryGetProperty("error", out _))
            {
                refused++;
                Assert.Throws<AmuroException>(() => LikelihoodScorer.Default.Score(model, [Encode()]));
                continue;
            }

            LikelihoodRequest request = Encode();
            Assert.Equal(want.GetProperty("context_tokens").GetInt32(), request.Context.Length);
            Assert.Equal(want.GetProperty("continuation_tokens").GetInt32(), request.Continuation.Length);
            AssertIds(EvaluationGoldens.Ints(want.GetProperty("context_ids")), [.. request.Context]);
            AssertIds(EvaluationGoldens.Ints(want.GetProperty("continuation_ids")), [.. request.Continuation]);
            Likelihood got = LikelihoodScorer.Default.Score(model, [request])[0];
            double tolerance = Math.Max(5e-5, 1e-6 * Math.Abs(want.GetProperty("loglikelihood").GetDouble()));
            Assert.Equal(want.GetProperty("loglikelihood").GetDouble(), got.LogLikelihood, tolerance);
            Assert.Equal(want.GetProperty("is_greedy").GetBoolean(), got.IsGreedy);
            Assert.Equal(want.GetProperty("dropped_tokens").GetInt32(), got.DroppedTokens);
        }

        Assert.Equal(refusals, refused);
    }

    // In the references -1 stands for the ids left out of a long list.
    private static void AssertIds(int[] want, int[] got)
    {
        int gap = Array.IndexOf(want, -1);
        if (gap < 0)
        {
            Assert.Equal(want, got);
            return;
        }

        int tail = want.Length - gap - 1;
        Assert.Equal(want[..gap], got[..gap]);
        Assert.Equal(want[(gap + 1)..], got[^tail..]);
    }
}
