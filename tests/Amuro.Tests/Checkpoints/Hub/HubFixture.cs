using System.Collections.Concurrent;
using Amuro.Checkpoints.Hub;
using Microsoft.Extensions.Logging;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>A fake hub, an empty cache and a client of both, with the token that must not be seen.</summary>
internal sealed class HubFixture : IDisposable, ILogger
{
    public const string Repository = "acme/tiny";
    private readonly TemporaryFolder _folder = new();

    public HubFixture()
    {
        Options = new HubOptions().WithEndpoint(Hub.Endpoint).WithCacheFolder(Cache).WithClock(Clock).WithToken(FakeHub.GoodToken);
        Client = new HubClient(Options, this);
    }

    public FakeHub Hub { get; } = new();

    public InstantClock Clock { get; } = new();

    public HubOptions Options { get; }

    public HubClient Client { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public string Cache => _folder.File("hub");

    /// <summary>A large file (served by another host) that differs from seed to seed.</summary>
    public static byte[] Large(int seed = 0, int length = 50_000)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public string Blob(byte[] content, string repository = Repository) =>
        Path.Combine(Cache, $"models--{repository.Replace("/", "--", StringComparison.Ordinal)}", "blobs", FakeHub.ETag(content));

    public HubClient With(Func<HubOptions, HubOptions> change) => new(change(Options), this);

    /// <summary>The error of a download, which must be Amuro's, on one line and without the token.</summary>
    public static async Task<string> ErrorAsync(Func<Task> download)
    {
        AmuroException e = await Assert.ThrowsAsync<AmuroException>(download);
        Assert.DoesNotContain('\n', e.Message);
        Assert.DoesNotContain(FakeHub.GoodToken, e.ToString(), StringComparison.Ordinal);
        return e.Message;
    }

    public void Dispose()
    {
        Assert.DoesNotContain(Log, l => l.Contains(FakeHub.GoodToken, StringComparison.Ordinal));
        Assert.DoesNotContain(Hub.Requests, r => r.Authorization is not null && r.Host != $"127.0.0.1:{Hub.Port}");
        Client.Dispose();
        Hub.Dispose();
        _folder.Dispose();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
}
