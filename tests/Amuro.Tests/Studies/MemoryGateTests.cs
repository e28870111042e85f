using Amuro.Studies;

namespace Amuro.Tests.Studies;

public class MemoryGateTests
{
    [Fact]
    public async Task As_many_are_let_in_as_fit_and_one_that_never_fits_goes_alone()
    {
        MemoryGate gate = new(100);
        int inside = 0, most = 0;
        void Work(long bytes)
        {
            using IDisposable room = gate.Enter(bytes, CancellationToken.None);
            int now = Interlocked.Increment(ref inside);
            lock (gate)
            {
                most = Math.Max(most, bytes > 100 ? 100 * (now - 1) : now);
            }

            Thread.Sleep(20);
            Interlocked.Decrement(ref inside);
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Factory.StartNew(() => Work(i == 3 ? 1000 : 50), TaskCreationOptions.LongRunning)));

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public void Waiting_for_room_can_be_cancelled()
    {
        MemoryGate gate = new(100);
        using IDisposable all = gate.Enter(100, CancellationToken.None);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(50));

        Assert.ThrowsAny<OperationCanceledException>(() => gate.Enter(1, stop.Token));
    }
}
