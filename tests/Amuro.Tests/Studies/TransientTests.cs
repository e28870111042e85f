using Amuro.Studies;

namespace Amuro.Tests.Studies;

public class TransientTests
{
    [Fact]
    public void Only_what_may_pass_is_tried_again()
    {
        Assert.True(Transient.Is(new IOException("sharing violation")));
        Assert.True(Transient.Is(new AmuroException("hub", new HttpRequestException("reset"))));
        Assert.True(Transient.Is(new AggregateException(new TimeoutException())));
        Assert.False(Transient.Is(new FileNotFoundException()));
        Assert.False(Transient.Is(new AmuroException("a loss that is not finite")));
        Assert.False(Transient.Is(new IOException("No space left on device", 28)));
        Assert.False(Transient.IsFull(new IOException("sharing violation")));
    }

    [SkippableFact]
    public void A_full_disk_is_known_by_what_the_system_says()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        IOException error = Assert.ThrowsAny<IOException>(() =>
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            full.Write([1]);
            full.Flush();
        });

        Assert.True(Transient.IsFull(new AmuroException("somewhere", error)));
    }
}
