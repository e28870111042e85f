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

    [Fact]
    public void The_warm_up_share_is_rounded_up_in_doubles() =>
        Assert.Equal(8, new TrainingRecipe { WarmupRatio = 0.07 }.WarmupOf(100));
}
