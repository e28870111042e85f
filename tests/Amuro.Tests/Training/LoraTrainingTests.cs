using Amuro.Models;
using Amuro.Tests.Models;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Training;

public class LoraTrainingTests
{
    private static readonly TrainingExample[] Examples =
    [
        new("a", [5, 6, 7], [8, 9, 10]),
        new("b", [11, 12], [13, 14, 15, 16]),
        new("c", [17], [18, 19]),
    ];

    public static TheoryData<string, int> Families => LoraLayersTests.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void The_model_ends_with_the_adapter_that_the_run_returns(string family, int kind)
    {
        using DecoderModel model = Adapters.Load(family), start = Adapters.Load(family);

        TrainingRun run = Tuner(Adapters.Kinds[kind]).FineTune(model, Examples);

        Assert.True(run.Steps[^1].Loss < 0.9 * run.Steps[0].Loss, $"{run.Steps[0].Loss} -> {run.Steps[^1].Loss}");
        Assert.NotEqual(0, GoldenModel.Largest(model.Parameters.Flat - start.Parameters.Flat));
        run.Adapter!.MergeInto(start);
        Assert.Equal(0, GoldenModel.Largest(model.Parameters.Flat - start.Parameters.Flat));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_merging_the_model_stays_as_it_was(bool magnitudes)
    {
        using DecoderModel model = Adapters.Load("llama"), start = Adapters.Load("llama"), merged = Adapters.Load("llama");
        LoraOptions options = new() { Magnitudes = magnitudes, Targets = ["q_proj", "v_proj"] };

        LoraAdapter alone = Tuner(options with { Merge = false }).FineTune(model, Examples).Adapter!;
        LoraAdapter also = Tuner(options).FineTune(merged, Examples).Adapter!;

        Assert.Equal(0, GoldenModel.Largest(model.Parameters.Flat - start.Parameters.Flat));
        Assert.NotEqual(0, GoldenModel.Largest(merged.Parameters.Flat - start.Parameters.Flat));
        Assert.Equal(also.ToString(), alone.ToString());
        Assert.Null(model.Adapter);
    }

    [Fact]
    public void Going_on_from_a_saved_adapter_begins_where_it_ended()
    {
        using TemporaryFolder folder = new();
        using DecoderModel first = Adapters.Load("qwen2"), again = Adapters.Load("qwen2");
        LoraOptions options = new() { Magnitudes = true, Merge = false };
        TrainingRun before = Tuner(options).FineTune(first, Examples);
        before.Adapter!.Save(folder.Path);

        FineTuner on = new(Tuner(LoraOptions.GoOnFrom(LoraAdapter.Load(folder.Path)) with { Merge = false }).Recipe with { LearningRate = 0 });
        TrainingRun after = on.FineTune(again, Examples);

        Assert.Equal(before.Adapter.ToString(), after.Adapter!.ToString());
        Assert.True(after.Steps[0].Loss < before.Steps[^1].Loss, $"{before.Steps[^1].Loss} -> {after.Steps[0].Loss}");
    }

    [Fact]
    public void A_bfloat16_model_is_trained_without_a_float32_copy_and_as_a_float32_one_is()
    {
        using DecoderModel half = Adapters.Load("llama", ScalarType.BFloat16), rounded = half.CopyAs(ScalarType.Float32), single = Adapters.Load("llama");
        LoraOptions options = new() { Merge = false, Magnitudes = true };
        FineTuner tuner = new(Tuner(options).Recipe with { Precision = Precision.BFloat16 });
        using Trainable trained = Trainable.Of(half, tuner.Recipe);
        Assert.Same(half, trained.Compute);
        Assert.Equal(ScalarType.Float32, trained.Master.dtype);
        Assert.Null(half.Parameters.Gradient);

        double[] losses = Losses(tuner, half), twin = Losses(tuner, rounded), exact = Losses(Tuner(options), single);

        Assert.Equal(twin[0], losses[0]);
        Assert.All(losses.Zip(twin), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.All(losses.Zip(exact), pair => Assert.Equal(pair.First, pair.Second, 0.05));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_adapter_has_a_gradient_and_a_step_leaves_no_tensor_behind(bool magnitudes)
    {
        using DecoderModel model = Adapters.Load("olmo2");
        TrainingRecipe recipe = Tuner(new() { Magnitudes = magnitudes, Rank = 2 }).Recipe;
        using TrainingLoop loop = new(model, recipe, Examples, TrainingPlan.Shuffled([.. Examples.Select(e => e.Length)], recipe));
        loop.Next();
        loop.Next();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        while (!loop.IsFinished)
        {
            loop.Next();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Null(model.Parameters.Gradient);
        long expected = LoraModule.AllOf(model.Config).Sum(m => (2 * (m.Inputs + m.Outputs)) + (magnitudes ? m.Outputs : 0));
        Assert.Equal(expected, loop.Trained.Master.numel());
        Assert.Equal(expected, loop.Trained.Ranges.Where(r => r.Decays).Sum(r => r.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Computing_activations_again_changes_nothing(bool magnitudes)
    {
        FineTuner tuner = Tuner(new() { Magnitudes = magnitudes });
        using DecoderModel kept = Adapters.Load("llama"), again = Adapters.Load("llama");

        double[] expected = Losses(tuner, kept), found = Losses(new(tuner.Recipe with { ActivationCheckpointing = true }), again);

        Assert.All(found.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Fact]
    public void The_same_seed_gives_the_same_adapter_and_another_seed_does_not()
    {
        string Train(int seed)
        {
            using DecoderModel model = Adapters.Load("gpt2");
            return Tuner(new()).WithSeed(seed).FineTune(model, Examples).Adapter!.ToString();
        }

        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
    }

    // The model itself does not move in a run, so a stopped one leaves it as it was.
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void A_stopped_run_goes_on_to_the_same_bits(Precision precision)
    {
        using TemporaryFolder folder = new();
        FineTuner tuner = new(TinyRun.Tuner.WithPrecision(precision).Recipe with { Lora = new() { Magnitudes = true }, SaveEvery = 2 });
        TrainingOptions options = new() { Folder = folder.Path };
        using DecoderModel start = TinyRun.Model();
        (byte[] expected, TrainingRun? whole) = TinyRun.Train(tuner);

        (byte[] stopped, TrainingRun? none) = TinyRun.Train(tuner, options, stopAfter: 5);
        (byte[] resumed, TrainingRun? run) = TinyRun.Train(tuner, options);

        Assert.Null(none);
        Assert.Equal(TinyRun.WeightsOf(start), stopped);
        Assert.Equal(whole!.Adapter!.ContentHash, run!.Adapter!.ContentHash);
        Assert.Equal(expected, resumed);
        Assert.NotEqual(stopped, resumed);
    }

    [Fact]
    public void A_run_from_another_adapter_is_another_run()
    {
        using TemporaryFolder folder = new();
        TrainingOptions options = new() { Folder = folder.Path };
        FineTuner Tuner(int seed)
        {
            LoraOptions lora = new() { Rank = 2, Merge = false };
            LoraAdapter start = TinyRun.Train(new(TinyRun.Tuner.WithSteps(1).WithSeed(seed).Recipe with { Lora = lora })).Run!.Adapter!;
            return new(TinyRun.Tuner.Recipe with { Lora = LoraOptions.GoOnFrom(start) });
        }

        TinyRun.Train(Tuner(1), options, stopAfter: 4);

        Assert.Contains("Lora", Assert.Throws<AmuroException>(() => TinyRun.Train(Tuner(2), options)).Message, StringComparison.Ordinal);
        Assert.NotNull(TinyRun.Train(Tuner(1), options).Run);
    }

    [Fact]
    public void The_best_adapter_is_the_one_that_is_kept()
    {
        // Steps up to 3 learn, the later ones destroy.
        FineTuner tuner = new(TinyRun.Tuner.WithLearningRate(0.05).WithSchedule(new TrainingDriverTests.Cliff(3)).Recipe with { Lora = new(), EvaluateEvery = 1, KeepBest = true });
        using DecoderModel model = TinyRun.Model(), again = TinyRun.Model();

        TrainingRun run = tuner.FineTune(model, TinyRun.Examples, options: new() { HeldOut = TinyRun.HeldOut });

        Assert.InRange(run.BestStep!.Value, 1, 8);
        run.Adapter!.MergeInto(again);
        Assert.Equal(TinyRun.WeightsOf(model), TinyRun.WeightsOf(again));
        Assert.Equal(run.Evaluations.Min(e => e.Loss), HeldOutLoss.PerToken(model, TinyRun.HeldOut, completionOnly: true), 1e-4);
        Assert.True(run.Evaluations[^1].Loss > run.Evaluations.Min(e => e.Loss) + 0.01);
    }

    [Fact]
    public void Everything_that_does_not_fit_is_said_at_once()
    {
        using DecoderModel model = Adapters.Load("llama", ScalarType.BFloat16);
        LoraAdapter start = LoraAdapter.Load(Goldens.Path("formats/lora/qv"));
        LoraOptions options = LoraOptions.GoOnFrom(start) with { Rank = 7, Targets = ["q_proj", "c_attn"] };

        string message = Assert.Throws<AmuroException>(() => Tuner(options).FineTune(model, Examples)).Message;

        Assert.All(
            ["must be loaded as Float32", "Lora.Targets: expected q_proj, k_proj", "found c_attn", "Lora.Start must be an adapter of the same Rank", "Lora.Start: expected an adapter of the layers"],
            said => Assert.Contains(said, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_that_say_the_same_are_equal()
    {
        LoraAdapter Start() => LoraAdapter.Load(Goldens.Path("formats/lora/dora"));
        LoraOptions options = LoraOptions.GoOnFrom(Start());

        Assert.Equal(options, LoraOptions.GoOnFrom(Start()));
        Assert.Equal(options.GetHashCode(), LoraOptions.GoOnFrom(Start()).GetHashCode());
        Assert.NotEqual(options, LoraOptions.GoOnFrom(LoraAdapter.Load(Goldens.Path("formats/lora/qv"))));
        Assert.NotEqual(options, options with { Start = null });
        Assert.NotEqual(options, options with { Targets = ["q_proj"] });
    }

    private static double[] Losses(FineTuner tuner, DecoderModel model) => [.. tuner.FineTune(model, Examples).Steps.Select(s => s.Loss)];

    private static FineTuner Tuner(LoraOptions options) => new(new TrainingRecipe
    {
        Lora = options,
        Steps = 12,
        BatchSize = 3,
        MicroBatchSize = 2,
        WarmupSteps = 0,
        LearningRate = 0.02,
        WeightDecay = 0.01,
        CompletionOnlyLoss = false,
    });
}
