using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Studies;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Tests.Models;

/// <summary>What a model promises beyond the reference numbers.</summary>
public class DecoderModelTests
{
    private static readonly DecoderConfig Small = new()
    {
        VocabularySize = 50, HiddenSize = 16, Layers = 2, Heads = 4, KeyValueHeads = 2, IntermediateSize = 24, MaxPositions = 64, PadId = 3,
    };

    [Fact]
    public void A_seed_gives_one_model_and_the_global_generator_is_not_touched()
    {
        using Generator global = Generator.Default;
        using Tensor before = global.get_state();
        using DecoderModel first = DecoderModel.Initialise(Small, 1), second = DecoderModel.Initialise(Small, 1), third = DecoderModel.Initialise(Small, 2);
        using (TokenBatch batch = TokenBatch.From([[1, 2, 3], [4]]))
        {
            first.Logits(first.Hidden(batch)).Dispose();
        }

        using Tensor after = global.get_state();
        Assert.True(before.Equals(after));
        Assert.True(first.Parameters.Flat.Equals(second.Parameters.Flat));
        Assert.False(first.Parameters.Flat.Equals(third.Parameters.Flat));
        Assert.Equal(1, first.Parameters["model.norm.weight"].min().item<float>());
        Assert.Equal(0.02, first.Parameters["lm_head.weight"].std().item<float>(), 0.002);
        Assert.Equal(0, first.Parameters["model.embed_tokens.weight"][3].abs().max().item<float>());
    }

    [Fact]
    public void Decayed_matrices_come_first()
    {
        using DecoderModel model = DecoderModel.Initialise(Small with { AttentionBias = true, MlpBias = true }, 1);
        foreach (string name in model.Parameters.Names)
        {
            (long offset, IReadOnlyList<long> shape) = model.Parameters.PlaceOf(name);
            Assert.Equal(shape.Count == 2, offset < model.Parameters.DecayedCount);
            Assert.Equal(shape, model.Parameters[name].shape);
        }
    }

    [Fact]
    public void Views_share_the_memory_of_the_flat_tensors()
    {
        using DecoderModel model = DecoderModel.Initialise(Small, 1);
        model.Parameters.EnableGradients();
        Backward(model, [[1, 2, 4], [5, 6, 7, 8]]);
        foreach (string name in model.Parameters.Names)
        {
            Assert.True(model.Parameters.GradientOf(name).norm().item<float>() > 0, name);
        }

        double norm = model.Parameters.Gradient!.norm().item<float>();
        Backward(model, [[1, 2, 4], [5, 6, 7, 8]]);
        Assert.Equal(2 * norm, model.Parameters.Gradient!.norm().item<float>(), 1e-4 * norm);
        model.Parameters.ZeroGradients();
        Assert.Equal(0, model.Parameters.GradientOf("model.norm.weight").abs().max().item<float>());
        using (no_grad())
        {
            model.Parameters.Flat.zero_();
        }

        using TokenBatch batch = TokenBatch.From([[1]]);
        using Tensor hidden = model.Hidden(batch);
        Assert.Equal(0, hidden.abs().max().item<float>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_padding_row_gets_no_gradient_from_the_input_side(bool tied)
    {
        using DecoderModel model = DecoderModel.Initialise(Small with { TieEmbeddings = tied }, 1);
        model.Parameters.EnableGradients();
        Backward(model, [[1, 3, 4], [3, 6, 7, 8]]);
        using Tensor rows = model.Parameters.GradientOf("model.embed_tokens.weight").norm(1);
        Assert.True(rows[1].item<float>() > 0);
        // Tied: what is left is the gradient of the output side, the same as of a row that was not read.
        using DecoderModel without = DecoderModel.Initialise(Small with { TieEmbeddings = tied, PadId = null }, 1);
        using (no_grad())
        {
            without.Parameters.Flat.copy_(model.Parameters.Flat);
        }

        without.Parameters.EnableGradients();
        Backward(without, [[1, 3, 4], [3, 6, 7, 8]]);
        using Tensor withInput = without.Parameters.GradientOf("model.embed_tokens.weight").norm(1);
        Assert.Equal(tied, rows[3].item<float>() > 0);
        Assert.True(Math.Abs(withInput[3].item<float>() - rows[3].item<float>()) > 1e-4);
        Assert.Equal(withInput[1].item<float>(), rows[1].item<float>(), 1e-6);
    }

    [Fact]
    public void A_sequence_gives_the_same_in_every_company()
    {
        using DecoderModel model = Golden();
        int[] one = [5, 6, 7, 8, 9];
        using DisposeScope scope = NewDisposeScope();
        Tensor alone = model.Hidden(TokenBatch.From([one]));
        TokenBatch mixed = TokenBatch.From([[1, 2], one, [3, 4, 5, 6, 7, 8, 9, 10]]);
        Tensor together = model.Hidden(mixed).narrow(0, mixed.Starts[1], one.Length);
        Assert.True(GoldenModel.Largest(alone - together) < 1e-5);
    }

    [Fact]
    public void Bfloat16_follows_float32()
    {
        using DecoderModel wide = Golden(), narrow = Golden(ScalarType.BFloat16);
        using DisposeScope scope = NewDisposeScope();
        TokenBatch batch = TokenBatch.From([[5, 6, 7, 8, 9], [10, 11]]);
        Tensor expected = wide.Logits(wide.Hidden(batch)), found = narrow.Logits(narrow.Hidden(batch));
        Assert.Equal(ScalarType.Float32, found.dtype);
        double off = GoldenModel.Largest(expected - found), size = GoldenModel.Largest(expected);
        Assert.InRange(off, 1e-6, 0.05 * size);
        narrow.Parameters.EnableGradients();
        wide.Parameters.EnableGradients();
        Backward(narrow, [[5, 6, 7, 8, 9], [10, 11]]);
        Backward(wide, [[5, 6, 7, 8, 9], [10, 11]]);
        double cosine = Functional.cosine_similarity(
            wide.Parameters.Gradient!, narrow.Parameters.Gradient!.to(ScalarType.Float32), 0, 1e-8).item<float>();
        Assert.InRange(cosine, 0.99, 1);
    }

    [Fact]
    public void Nothing_is_left_behind_by_many_passes()
    {
        using DecoderModel model = DecoderModel.Initialise(Small, 1);
        model.Parameters.EnableGradients();
        Round(model);
        DisposeScopeManager.Statistics.Reset();
        for (int i = 0; i < 20; i++)
        {
            Round(model);
        }

        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount
            - DisposeScopeManager.Statistics.TensorStatistics.DisposedOutsideScopeCount
            + DisposeScopeManager.Statistics.TensorStatistics.DetachedFromScopeCount);

        static void Round(DecoderModel model)
        {
            Backward(model, [[1, 2, 4], [5, 3, 7, 8]]);
            using DisposeScope scope = NewDisposeScope();
            using var cache = new KeyValueCache();
            using TokenBatch batch = TokenBatch.From([[1, 2, 3]]);
            model.Hidden(batch, cache);
            using KeyValueCache two = cache.Repeat(2);
            using TokenBatch more = TokenBatch.From([[1, 2, 3], [4]]);
            model.Hidden(more, two);
        }
    }

    [Fact]
    public void A_disposed_model_leaves_no_tensors()
    {
        long before = 0;
        for (int i = 0; i < 2; i++)
        {
            // The first time warms up what is made once per process.
            DisposeScopeManager.Statistics.Reset();
            using (DecoderModel model = Golden())
            {
                model.Parameters.EnableGradients();
                Backward(model, [[1, 2, 4]]);
            }

            before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        }

        Assert.Equal(0, before);
    }

    [Fact]
    public async Task Models_in_parallel_threads_give_what_one_thread_gives()
    {
        // The number of torch's threads groups the sums, and a thread of the pool may have any.
        double[] alone = await ComputeThreads.Run(1, () => Enumerable.Range(0, 4).Select(Run).ToArray());
        double[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => ComputeThreads.Run(1, () => Run(seed))));
        Assert.Equal(alone, together);

        static double Run(int seed)
        {
            using DecoderModel model = DecoderModel.Initialise(Small, seed);
            model.Parameters.EnableGradients();
            for (int i = 0; i < 5; i++)
            {
                Backward(model, [[1, 2, 4], [5, 3, 7, 8]]);
                using IDisposable none = no_grad();
                using Scalar rate = 0.1;
                model.Parameters.Flat.sub_(model.Parameters.Gradient!.mul(rate));
                model.Parameters.ZeroGradients();
            }

            return model.Parameters.Flat.to(ScalarType.Float64).sum().item<double>();
        }
    }

    [Fact]
    public void All_problems_of_the_weights_come_in_one_message()
    {
        using var folder = new TemporaryFolder();
        JsonObject config = JsonNode.Parse(File.ReadAllText(Goldens.Path("models/llama/config.json")))!.AsObject();
        config["intermediate_size"] = 95;
        config["num_hidden_layers"] = 3;
        config["tie_word_embeddings"] = true;
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), config.ToJsonString());
        File.Copy(Goldens.Path("models/llama/model.safetensors"), Path.Combine(folder.Path, "model.safetensors"));
        string message = Assert.Throws<AmuroException>(() => DecoderModel.Load(Checkpoint.FromFolder(folder.Path, 0))).Message;
        Assert.Contains("model.layers.0.mlp.gate_proj.weight: expected [95, 48], found [96, 48]", message, StringComparison.Ordinal);
        Assert.Contains("model.layers.2.input_layernorm.weight: expected [48], found none", message, StringComparison.Ordinal);
        Assert.Contains("lm_head.weight: expected no such weight", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_of_the_caller_are_explained()
    {
        string message = Assert.Throws<AmuroException>(() => DecoderModel.Initialise(Small with { Layers = 0, NormEpsilon = double.NaN }, 1)).Message;
        Assert.Contains("Layers", message, StringComparison.Ordinal);
        Assert.Contains("NormEpsilon", message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => TokenBatch.From([]));
        Assert.Contains("sequence 1", Assert.Throws<AmuroException>(() => TokenBatch.From([[1], []])).Message, StringComparison.Ordinal);
        using DecoderModel model = DecoderModel.Initialise(Small, 1);
        using TokenBatch foreign = TokenBatch.From([[1, 50]]), longOne = TokenBatch.From([new int[65]]);
        Assert.Contains("found 50", Assert.Throws<AmuroException>(() => model.Hidden(foreign)).Message, StringComparison.Ordinal);
        Assert.Contains("65", Assert.Throws<AmuroException>(() => model.Hidden(longOne)).Message, StringComparison.Ordinal);
    }

    private static DecoderModel Golden(ScalarType type = ScalarType.Float32) =>
        DecoderModel.Load(Checkpoint.FromFolder(Goldens.Path("models/llama_tied_gqa"), 0), type);

    private static void Backward(DecoderModel model, int[][] sequences)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.From(sequences);
        Tensor logits = model.Logits(model.Hidden(batch));
        Functional.cross_entropy(logits, batch.Ids.roll(1)).backward();
    }
}
