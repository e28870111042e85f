using Amuro.Models;
using Amuro.Training;
using FsCheck.Xunit;

namespace Amuro.Tests.Training;

/// <summary>Sequences of one forward pass do not see one another: how they are grouped and ordered is rounding alone.</summary>
public class MicroBatchLawTests
{
    // With a large epsilon the first update of AdamW is nearly the gradient itself.
    private static readonly FineTuner Tuner = FineTuner.Default.WithAdamW(0.9, 0.999, epsilon: 1).WithLearningRate(0.1)
        .WithSchedule(LearningRateSchedule.Constant).WithWarmupSteps(0).WithMaxGradientNorm(double.PositiveInfinity);

    [Property(MaxTest = 12)]
    public void Grouping_and_order_within_a_step_change_nothing(int seed)
    {
        Random random = new(seed);
        TrainingExample[] examples = [.. Enumerable.Range(0, random.Next(2, 7)).Select(i => Random(random, i))];
        int[] order = [.. Enumerable.Range(0, examples.Length)], shuffled = [.. order];
        random.Shuffle(shuffled);
        FineTuner tuner = Tuner.WithCompletionOnlyLoss(random.Next(2) == 0);

        (TrainingStep together, DecoderModel expected) = Step(tuner, examples, [order]);
        (TrainingStep apart, DecoderModel found) = Step(tuner, examples, [.. shuffled.Chunk(random.Next(1, 4))]);

        using (expected)
        using (found)
        using (DecoderModel start = Model())
        {
            Assert.Equal(together.LabelTokens, apart.LabelTokens);
            Assert.Equal(together.Loss, apart.Loss, 2e-6);
            Assert.Equal(together.GradientNorm, apart.GradientNorm, 1e-5 * together.GradientNorm);
            Assert.InRange(FineTuneReference.Distance(found, expected, start).OverUpdate, 0, 1e-5);
        }
    }

    [Fact]
    public void A_mean_of_means_weighs_micro_batches_alike()
    {
        TrainingExample[] examples = [new("short", [1, 2], [3]), new("long", [4], [5, 6, 7, 8, 9])];
        double first = Loss(LossNormalisation.PerLabelToken, [0]), second = Loss(LossNormalisation.PerLabelToken, [1]);

        Assert.Equal((first + (5 * second)) / 6, Loss(LossNormalisation.PerLabelToken, [0], [1]), 2e-6);
        Assert.Equal((first + second) / 2, Loss(LossNormalisation.MeanOfMeans, [0], [1]), 2e-6);
        Assert.Equal((first + (5 * second)) / 6, Loss(LossNormalisation.MeanOfMeans, [0, 1]), 2e-6);

        double Loss(LossNormalisation normalisation, params int[][] step)
        {
            (TrainingStep result, DecoderModel model) = Step(Tuner.WithLossNormalisation(normalisation), examples, step);
            model.Dispose();
            return result.Loss;
        }
    }

    [Theory]
    [InlineData(LossNormalisation.PerLabelToken, 1.0, 1.0)]
    [InlineData(LossNormalisation.MeanOfMeans, 0.5, 1.0)]
    [InlineData(LossNormalisation.MeanOfMeansNominal, 1.0 / 3, 1.0 / 3)]
    public void A_micro_batch_without_labels_and_a_short_step_count_as_the_reference_counts_them(
        LossNormalisation normalisation, double besideNothing, double alone)
    {
        TrainingExample[] examples = [new("a", [1, 2], [3]), new("nothing", [4, 5], [])];
        using DecoderModel first = Model();
        double plain = Tuner.FineTune(first, examples, [[[0]]]).Steps[0].Loss;
        using DecoderModel model = Model();

        // The rate of 0 keeps the weights, so the steps can be compared.
        TrainingRun run = Tuner.WithLearningRate(0).WithLossNormalisation(normalisation)
            .FineTune(model, examples, [[[0], [0], [0]], [[0], [1]], [[0]]]);

        Assert.Equal(["nothing"], run.Skipped);
        Assert.Equal(plain, run.Steps[0].Loss, 2e-6);
        Assert.Equal(plain * besideNothing, run.Steps[1].Loss, 2e-6);
        Assert.Equal(plain * alone, run.Steps[2].Loss, 2e-6);
    }

    private static (TrainingStep Step, DecoderModel Model) Step(FineTuner tuner, TrainingExample[] examples, int[][] step)
    {
        DecoderModel model = Model();
        return (Assert.Single(tuner.FineTune(model, examples, [step]).Steps), model);
    }

    private static DecoderModel Model() => TinyRun.Model();

    private static TrainingExample Random(Random random, int i) => new(
        $"example {i}",
        [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(24))],
        [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(24))]);
}
