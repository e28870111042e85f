using System.Collections.Immutable;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Tests.Models;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Training;

public class FrozenTests
{
    public static TheoryData<string, string[]> Parts => new()
    {
        { "llama", ["model.embed_tokens.weight", "model.layers.0.*"] },
        { "llama", ["*.k_proj.weight", "*.up_proj.weight", "*norm*"] },
        { "gpt2", ["transformer.wpe.weight", "*.c_attn.*"] },
        { "gpt_neox", ["gpt_neox.layers.1.*", "*.bias"] },
        { "qwen2", ["*.q_proj.bias", "*.v_proj.weight"] },
        { "olmo2", ["*_norm.weight", "lm_head.weight"] },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Frozen_parts_stay_bit_for_bit_and_everything_else_moves(string name, string[] frozen)
    {
        using DecoderModel start = Load(name), model = Load(name);
        TrainingRecipe recipe = Recipe([.. frozen]);

        new FineTuner(recipe).FineTune(model, Examples);

        foreach (string parameter in model.Parameters.Names)
        {
            using DisposeScope scope = NewDisposeScope();
            bool same = model.Parameters[parameter].eq(start.Parameters[parameter]).all().item<bool>();
            Assert.True(same == ParameterRange.IsFrozen(recipe, parameter), parameter);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_gradient_norm_is_that_of_the_trained_parts(string name, string[] frozen)
    {
        using DecoderModel model = Load(name), whole = Load(name);
        TrainingRecipe recipe = Recipe([.. frozen]) with { Steps = 1, MicroBatchSize = null, MaxGradientNorm = double.PositiveInfinity };
        double norm = new FineTuner(recipe).FineTune(model, Examples).Steps[0].GradientNorm;

        using DisposeScope scope = NewDisposeScope();
        using TrainingLoop loop = new(whole, recipe with { Frozen = [], LearningRate = 0 }, Examples, new TrainingPlan([[[0, 1, 2]]]));
        loop.Next();
        double expected = Math.Sqrt(whole.Parameters.Names.Where(n => !ParameterRange.IsFrozen(recipe, n))
            .Sum(n => Math.Pow(whole.Parameters.GradientOf(n).norm().item<float>(), 2)));
        Assert.Equal(expected, norm, 1e-5 * expected);
    }

    [Fact]
    public void A_frozen_layer_computes_no_gradient()
    {
        using DecoderModel model = Load("llama");
        using Trainable trained = Trainable.Of(model, Recipe(["model.layers.0.*", "*.k_proj.weight"]));

        Assert.False(model.Parameters.Leaf(Role.Down, 0).requires_grad);
        Assert.False(model.Parameters.Leaf(Role.QueryKeyValue, 0).requires_grad);
        Assert.True(model.Parameters.Leaf(Role.QueryKeyValue, 1).requires_grad);
    }

    [Fact]
    public void Under_bfloat16_frozen_masters_stay_too()
    {
        using DecoderModel start = Load("llama"), model = Load("llama");
        TrainingRecipe recipe = Recipe(["*.q_proj.weight"]) with { Precision = Precision.BFloat16 };

        new FineTuner(recipe).FineTune(model, Examples);

        const string Frozen = "model.layers.1.self_attn.q_proj.weight", Trained = "model.layers.1.self_attn.k_proj.weight";
        Assert.Equal(0, GoldenModel.Largest(model.Parameters[Frozen] - start.Parameters[Frozen]));
        Assert.NotEqual(0, GoldenModel.Largest(model.Parameters[Trained] - start.Parameters[Trained]));
    }

    [Theory]
    [InlineData("model.layers.7.*", "without a match: model.layers.7.*")]
    [InlineData("*", "every parameter frozen")]
    public void Patterns_that_make_no_sense_are_named(string pattern, string said)
    {
        using DecoderModel model = Load("llama");

        AmuroException error = Assert.Throws<AmuroException>(() => new FineTuner(Recipe([pattern])).FineTune(model, Examples));

        Assert.Contains("Frozen", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    // Different lengths, micro-batches, decay: whatever could move a frozen weight.
    private static readonly TrainingExample[] Examples =
    [
        new("a", [5, 6, 7], [8, 9, 10]),
        new("b", [11, 12], [13, 14, 15, 16]),
        new("c", [17], [18, 19]),
    ];

    private static TrainingRecipe Recipe(ImmutableArray<string> frozen) => new()
    {
        Frozen = frozen,
        Steps = 3,
        BatchSize = 3,
        MicroBatchSize = 2,
        WarmupSteps = 0,
        LearningRate = 0.01,
        WeightDecay = 0.1,
        WeightDecayScope = WeightDecayScope.AllButBiases,
        CompletionOnlyLoss = false,
    };

    private static DecoderModel Load(string name) => DecoderModel.Load(Checkpoint.FromFolder(Goldens.Path("models/" + name), 0));
}
