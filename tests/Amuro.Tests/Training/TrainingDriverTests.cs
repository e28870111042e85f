using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Tests.Training;

public class TrainingDriverTests
{
    [Fact]
    public void Held_out_loss_is_measured_at_the_start_on_the_way_and_at_the_end()
    {
        List<HeldOutEvaluation> told = [];
        TrainingOptions options = new() { HeldOut = TinyRun.HeldOut, EvaluationProgress = new Watcher<HeldOutEvaluation>(told.Add) };

        TrainingRun run = TinyRun.Train(Every(4), options).Run!;

        Assert.Equal([0, 4, 8, 9], run.Evaluations.Select(e => e.Step));
        Assert.Equal(run.Evaluations, told);
        // An untrained model knows nothing of 24 tokens; the sequences of both splits count upwards.
        Assert.Equal(Math.Log(24), run.Evaluations[0].Loss, 0.1);
        Assert.True(run.Evaluations[^1].Loss < run.Evaluations[0].Loss - 0.1);
        Assert.Equal(run.Evaluations.MinBy(e => e.Loss)!.Step, run.BestStep);
        Assert.Equal(HeldOutLossAfter(9), run.Evaluations[^1].Loss);
    }

    [Fact]
    public void Without_an_interval_only_the_start_and_the_end_are_measured()
    {
        TrainingRun run = TinyRun.Train(TinyRun.Tuner, new TrainingOptions { HeldOut = TinyRun.HeldOut }).Run!;

        Assert.Equal([0, 9], run.Evaluations.Select(e => e.Step));
        Assert.Null(TinyRun.Train(TinyRun.Tuner).Run!.BestStep);
    }

    [Fact]
    public void Measuring_does_not_change_what_is_learned() =>
        Assert.Equal(TinyRun.Train(TinyRun.Tuner).Weights, TinyRun.Train(Every(1), new TrainingOptions { HeldOut = TinyRun.HeldOut }).Weights);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Training_stops_after_so_many_measurements_without_a_new_lowest_loss(int patience)
    {
        // A rate at which it only gets worse.
        FineTuner tuner = new(Every(2).WithLearningRate(0.5).Recipe with { Patience = patience });

        TrainingRun run = TinyRun.Train(tuner, new TrainingOptions { HeldOut = TinyRun.HeldOut }).Run!;

        Assert.True(run.StoppedEarly);
        Assert.Equal(0, run.BestStep);
        Assert.Equal(2 * patience, run.Steps.Count);
        Assert.Equal(patience + 1, run.Evaluations.Count);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void The_best_weights_are_those_of_the_best_step(Precision precision)
    {
        FineTuner good = Every(3).WithPrecision(precision);
        // Steps up to 3 learn, the later ones destroy.
        FineTuner tuner = new(good.Recipe with { KeepBest = true, Schedule = new Cliff(3) });
        (byte[] kept, TrainingRun? run) = TinyRun.Train(tuner, new TrainingOptions { HeldOut = TinyRun.HeldOut });

        Assert.Equal(3, run!.BestStep);
        Assert.Equal(9, run.Steps.Count);
        Assert.Equal(TinyRun.Train(TinyRun.Tuner.WithPrecision(precision).WithSteps(3).WithSchedule(new Cliff(3))).Weights, kept);
    }

    [Fact]
    public void Settings_that_need_held_out_examples_say_so_before_the_first_step()
    {
        FineTuner tuner = new(TinyRun.Tuner.Recipe with { Patience = 2, KeepBest = true, EvaluateEvery = 1 });

        string none = Assert.Throws<AmuroException>(() => TinyRun.Train(tuner)).Message;
        string nothing = Refusal(new TrainingExample("empty", [1, 2], []));
        string unknown = Refusal(new TrainingExample("far", [1], [24]));

        Assert.Contains("TaskDefinition.HeldOut", none, StringComparison.Ordinal);
        Assert.Contains("held-out examples: expected at least one with a token that is predicted", nothing, StringComparison.Ordinal);
        Assert.Contains("held-out example 'far': expected token ids from 0 to 23", unknown, StringComparison.Ordinal);

        string Refusal(TrainingExample heldOut) =>
            Assert.Throws<AmuroException>(() => TinyRun.Train(tuner, new TrainingOptions { HeldOut = [heldOut] })).Message;
    }

    [Fact]
    public void A_held_out_loss_that_is_not_finite_names_the_step()
    {
        using DecoderModel model = TinyRun.Model();
        model.Parameters["model.embed_tokens.weight"][23, 0] = float.PositiveInfinity;
        TrainingExample bad = new("bad", [23], [1, 2]);

        AmuroException error = Assert.Throws<AmuroException>(
            () => TinyRun.Tuner.FineTune(model, TinyRun.Examples, options: new TrainingOptions { HeldOut = [bad] }));

        Assert.Contains("Held-out loss after training step 0: expected a finite number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_held_out_items_of_a_task_are_followed()
    {
        TaskDefinition task = Studies.TinyStudy.Colours.WithHeldOut(2);
        using Studies.TinyStudy tiny = new();
        using DecoderModel model = DecoderModel.Load(tiny.Series[0]);
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(tiny.Series[0].Folder);

        TrainingRun run = FineTuner.Default.WithSteps(2).WithEvaluation(every: 1).FineTune(model, tokenizer, task);

        Assert.Equal([0, 1, 2], run.Evaluations.Select(e => e.Step));
    }

    private static FineTuner Every(int steps) => new(TinyRun.Tuner.Recipe with { EvaluateEvery = steps });

    private static double HeldOutLossAfter(int steps)
    {
        using DecoderModel model = TinyRun.Model();
        TinyRun.Tuner.WithSteps(steps).FineTune(model, TinyRun.Examples);
        return HeldOutLoss.PerToken(model, TinyRun.HeldOut, completionOnly: true);
    }

    internal sealed record Cliff(int Good) : LearningRateSchedule
    {
        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) => step < Good ? 1 : 100;
    }
}
