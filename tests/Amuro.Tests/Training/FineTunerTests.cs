using Amuro.Models;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Tests.Training;

public class FineTunerTests
{
    [Fact]
    public void Bfloat16_with_masters_stays_close_to_float32()
    {
        FineTuneGolden golden = new(Goldens.Path("finetune/09_tied"));
        using DecoderModel model = golden.Start();
        using DecoderModel start = golden.Start();
        using DecoderModel expected = golden.End();

        TrainingRun run = golden.Tuner().WithPrecision(Precision.BFloat16).FineTune(model, golden.Examples(), golden.Order());

        // The size of the rounding alone, as goldens/finetune/07b_bf16_master states it: loss 0.005, weights 0.056 of the update.
        (_, double overUpdate) = FineTuneGolden.Distance(model, expected, start);
        Assert.InRange(overUpdate, 1e-4, 0.056);
        Assert.All(run.Steps, (s, i) => Assert.Equal(golden.Trajectory[i]!["loss"]!.GetValue<double>(), s.Loss, 0.005));
    }

    [Fact]
    public void Same_seed_gives_identical_weights_and_another_seed_does_not()
    {
        FineTuneGolden golden = new(Goldens.Path("finetune/01_plain"));
        FineTuner tuner = golden.Tuner().WithEpochs(1);
        using DecoderModel first = golden.Start();
        using DecoderModel again = golden.Start();
        using DecoderModel other = golden.Start();

        tuner.WithSeed(1).FineTune(first, golden.Examples());
        tuner.WithSeed(1).FineTune(again, golden.Examples());
        tuner.WithSeed(2).FineTune(other, golden.Examples());

        Assert.True(SameWeights(first, again));
        Assert.False(SameWeights(first, other));
    }

    [Fact]
    public void An_example_whose_labels_are_cut_off_is_skipped_and_reported()
    {
        FineTuneGolden golden = new(Goldens.Path("finetune/01_plain"));
        using DecoderModel model = golden.Start();
        TrainingExample good = new("good", [5, 6], [7, 8]);
        TrainingExample lost = new("lost", [5, 6, 7, 8], [9]);

        TrainingRun run = FineTuner.Default.WithMaxLength(4).WithSteps(1).FineTune(model, [good, lost]);

        Assert.Equal(["lost"], run.Skipped);
        Assert.Equal(2, Assert.Single(run.Steps).LabelTokens);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_with_the_step_and_the_examples_and_keeps_the_weights()
    {
        FineTuneGolden golden = new(Goldens.Path("finetune/01_plain"));
        using DecoderModel model = golden.Start();
        using (torch.no_grad())
        {
            model.Parameters.Flat[0] = float.NaN;
        }

        using var before = model.Parameters.Flat.detach().clone();
        AmuroException error = Assert.Throws<AmuroException>(
            () => FineTuner.Default.WithSteps(2).FineTune(model, [new TrainingExample("bad one", [0], [1, 2])]));

        Assert.Contains("step 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("bad one", error.Message, StringComparison.Ordinal);
        using var same = model.Parameters.Flat.detach().nan_to_num(7).eq(before.nan_to_num(7)).all();
        Assert.True(same.item<bool>());
    }

    [Fact]
    public void No_tensor_is_left_behind_by_a_step()
    {
        FineTuneGolden golden = new(Goldens.Path("finetune/01_plain"));
        using DecoderModel model = golden.Start();
        TrainingPlan plan = TrainingPlan.Shuffled(golden.Examples().Count, golden.Tuner().Recipe with { Steps = 30 });
        using TrainingLoop loop = new(model, golden.Tuner().Recipe, golden.Examples(), plan);
        loop.Next();
        loop.Next();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        while (!loop.IsFinished)
        {
            loop.Next();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static bool SameWeights(DecoderModel a, DecoderModel b)
    {
        using var same = a.Parameters.Flat.eq(b.Parameters.Flat).all();
        return same.item<bool>();
    }
}
