using Amuro.Training;

namespace Amuro.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void Linear_starts_at_zero_peaks_after_the_warm_up_and_does_not_reach_zero()
    {
        double[] factors = [.. Enumerable.Range(0, 12).Select(s => LearningRateSchedule.Linear.Factor(s, 12, 2))];

        Assert.Equal([0, 0.5, 1, 0.9], factors[..4]);
        Assert.Equal(0.1, factors[^1], 1e-12);
    }

    [Fact]
    public void Cosine_is_half_way_in_the_middle() =>
        Assert.Equal(0.5, LearningRateSchedule.Cosine.Factor(50, 100, 0), 1e-12);

    [Fact]
    public void Warmup_stable_decay_holds_then_falls()
    {
        LearningRateSchedule schedule = LearningRateSchedule.WarmupStableDecay(0.3);

        Assert.Equal(1, schedule.Factor(69, 100, 5));
        Assert.Equal(0.5, schedule.Factor(85, 100, 5), 1e-12);
        Assert.Equal(1 / 30.0, schedule.Factor(99, 100, 5), 1e-12);
    }

    [Theory]
    [InlineData(100, 5, 30)]
    [InlineData(40, 0, 40)]
    [InlineData(7, 2, 1)]
    public void Warmup_stable_decay_is_that_of_hugging_face(int total, int warmup, int decay)
    {
        LearningRateSchedule schedule = LearningRateSchedule.WarmupStableDecay((double)decay / total);

        for (int step = 0; step < total; step++)
        {
            // get_wsd_schedule of transformers, with linear decay and a minimum of 0.
            int stable = total - warmup - decay;
            double expected = step < warmup ? (double)step / warmup
                : step < warmup + stable ? 1
                : 1 - ((double)(step - warmup - stable) / decay);
            Assert.Equal(expected, schedule.Factor(step, total, warmup), 1e-12);
        }
    }

    [Fact]
    public void Factors_are_taken_step_by_step()
    {
        LearningRateSchedule schedule = LearningRateSchedule.FromFactors(1, 30, 0.5);

        Assert.Equal([1, 30, 0.5, 0.5], Enumerable.Range(0, 4).Select(s => schedule.Factor(s, 4, 0)));
        Assert.Equal([0, 0.5, 0.5], Enumerable.Range(0, 3).Select(s => schedule.Factor(s, 4, 2)));
        Assert.Equal("factors [1, 30, 0.5]", schedule.ToString());
    }

    [Fact]
    public void Impossible_schedules_are_refused()
    {
        Assert.Throws<AmuroException>(() => LearningRateSchedule.FromFactors());
        Assert.Throws<AmuroException>(() => LearningRateSchedule.FromFactors(1, double.NaN));
        Assert.Throws<AmuroException>(() => LearningRateSchedule.WarmupStableDecay(0));
        Assert.Throws<AmuroException>(() => LearningRateSchedule.WarmupStableDecay(1.5));
    }

    [Fact]
    public void The_warm_up_share_is_rounded_up_in_doubles() =>
        Assert.Equal(8, new TrainingRecipe { WarmupRatio = 0.07 }.WarmupOf(100));
}
