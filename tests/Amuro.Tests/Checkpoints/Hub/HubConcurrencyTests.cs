using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>Many at once: one downloads, all have the file.</summary>
public sealed class HubConcurrencyTests : IDisposable
{
    private const string Name = HubFixture.Repository;
    private static readonly byte[] s_content = HubFixture.Large();
    private readonly HubFixture _f = new();

    public HubConcurrencyTests() => _f.Hub.Add(Name, "main", "a.bin", s_content);

    public void Dispose() => _f.Dispose();

    [Fact]
    public async Task Threads_and_clients_download_a_file_once()
    {
        using HubClient second = _f.With(o => o);
        _f.Hub.Fault("/cdn/", a => a with { Middle = Task.Delay(200) });
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2 == 0 ? _f.Client : second).DownloadFileAsync(Name, "a.bin"))));
        Assert.Equal(s_content, File.ReadAllBytes(Assert.Single(paths.Distinct())));
        Assert.Single(_f.Hub.ContentRequests);
    }

    [Fact]
    public async Task Processes_download_a_file_once()
    {
        _f.Hub.Fault("/cdn/", a => a with { Middle = UntilAsync(() => _f.Hub.Requests.Count(r => r.Method == "HEAD") == 2, 300) });
        Dictionary<string, string?> environment = new()
        {
            ["HF_ENDPOINT"] = _f.Hub.Endpoint.ToString(),
            ["HF_HUB_CACHE"] = _f.Cache,
            ["HF_TOKEN"] = FakeHub.GoodToken,
            ["HF_HUB_OFFLINE"] = null,
        };
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => ChildProcess.Run(["hub-download", Name, "a.bin"], environment))));
        Assert.All(runs, r => Assert.Equal((0, ""), (r.ExitCode, r.Errors)));
        Assert.Equal(s_content, File.ReadAllBytes(Assert.Single(runs.Select(r => r.Output).Distinct())));
        Assert.Single(_f.Hub.ContentRequests);
    }

    [Fact]
    public async Task A_lock_that_another_holds_is_waited_for()
    {
        string path = Path.Combine(_f.Cache, ".locks", "models--acme--tiny", FakeHub.ETag(s_content) + ".lock");
        Task<string> download;
        using (await HubLock.TakeAsync(path, CancellationToken.None))
        {
            download = _f.Client.DownloadFileAsync(Name, "a.bin");
            await UntilAsync(() => !_f.Hub.Requests.IsEmpty, 100);
            Assert.False(download.IsCompleted);
            using var stop = new CancellationTokenSource(50);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HubLock.TakeAsync(path, stop.Token));
        }

        Assert.Equal(s_content, File.ReadAllBytes(await download));
    }

    // The condition, then a little longer.
    private static async Task UntilAsync(Func<bool> condition, int milliseconds)
    {
        for (int i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        await Task.Delay(milliseconds);
    }
}
