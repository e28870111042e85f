using Amuro.Training;

namespace Amuro.Tests.Training;

public class StepClockTests
{
    [Fact]
    public void TimeAfterAMarkBelongsToItsPhase()
    {
        StepClock clock;
        using (clock = StepClock.Start())
        {
            StepClock.Mark(StepPhase.Head);
            Thread.Sleep(20);
            StepClock.Mark(StepPhase.Optimiser);
        }

        Assert.InRange(clock[StepPhase.Head], 0.015, 60);
        Assert.Equal(0, clock[StepPhase.Backward]);
    }

    [Fact]
    public void AnotherThreadIsNotMeasuredNorIsAClockThatIsGone()
    {
        StepClock clock;
        using (clock = StepClock.Start())
        {
            Thread other = new(() => StepClock.Mark(StepPhase.Backward));
            other.Start();
            other.Join();
        }

        StepClock.Mark(StepPhase.Backward);
        StepClock.Mark(StepPhase.Head);
        Assert.Equal(0, clock[StepPhase.Backward]);
    }
}
