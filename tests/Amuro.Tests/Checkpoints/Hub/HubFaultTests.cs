using System.Globalization;
using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>A network that fails: what is tried again, what is continued, what is refused.</summary>
public sealed class HubFaultTests : IDisposable
{
    private const string Name = HubFixture.Repository;
    private static readonly byte[] s_content = HubFixture.Large();
    private readonly HubFixture _f = new();

    public HubFaultTests() => _f.Hub.Add(Name, "main", "a.bin", s_content).Add(Name, "main", "small.txt", "a small file");

    public void Dispose() => _f.Dispose();

    [Fact]
    public async Task A_cut_download_is_continued_where_it_was_cut()
    {
        _f.Hub.Fault("/cdn/", a => a.Cut(), 12);
        await AssertDownloadsAsync();
        Assert.Equal("bytes=25000-", _f.Hub.ContentRequests.ElementAt(1).Range);
        Assert.Equal("bytes=37500-", _f.Hub.ContentRequests.ElementAt(2).Range);
        Assert.All(_f.Clock.Seconds, s => Assert.Equal(1, s)); // what brings bytes does not use up the tries
        Assert.Equal(13, _f.Hub.ContentRequests.Count());
    }

    [Fact]
    public async Task A_download_that_another_process_left_is_continued()
    {
        Leave(s_content[..20_000]);
        await AssertDownloadsAsync();
        Assert.Equal(["bytes=20000-"], _f.Hub.ContentRequests.Select(r => r.Range));
        Assert.False(File.Exists(_f.Blob(s_content) + ".incomplete"));
    }

    [Fact]
    public async Task A_left_download_that_lacks_only_its_name_needs_no_request()
    {
        Leave(s_content);
        await AssertDownloadsAsync();
        Assert.Empty(_f.Hub.ContentRequests);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(50_000)]
    [InlineData(60_000)]
    public async Task A_left_download_that_is_wrong_is_begun_again(int length)
    {
        Leave(new byte[length]);
        await AssertDownloadsAsync();
        Assert.Null(_f.Hub.ContentRequests.Last().Range);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_again()
    {
        Leave(s_content[..20_000]);
        _f.Hub.Fault("/cdn/", _ => new FakeAnswer(200) { Body = s_content });
        await AssertDownloadsAsync();
    }

    [Theory]
    [InlineData(416, "bytes */50000")]
    [InlineData(206, "bytes 0-49999/50000")]
    [InlineData(206, "bytes 20000-39999/40000")]
    public async Task A_range_that_was_not_asked_for_is_not_taken(int status, string range)
    {
        Leave(s_content[..20_000]);
        _f.Hub.Fault("/cdn/", _ => new FakeAnswer(status) { Body = s_content[20_000..] }.With("Content-Range", range));
        await AssertDownloadsAsync();
        Assert.Null(_f.Hub.ContentRequests.Last().Range);
    }

    [Fact]
    public async Task Retry_After_is_waited_for_in_seconds_and_as_a_date()
    {
        string date = InstantClock.Now.AddSeconds(90).ToString("R", CultureInfo.InvariantCulture);
        _f.Hub.Fault("/cdn/", _ => new FakeAnswer(429).With("Retry-After", "7")).Fault("/cdn/", _ => new FakeAnswer(503).With("Retry-After", date))
            .Fault("/resolve/", (_, _) => new FakeAnswer(429).With("Retry-After", "3"));
        await AssertDownloadsAsync();
        Assert.Equal([3, 7, 90], _f.Clock.Seconds);
        Assert.Contains(_f.Log, l => l.Contains("HTTP 429", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wait_beyond_patience_is_an_error()
    {
        _f.Hub.Fault("/refs", _ => new FakeAnswer(429).With("Retry-After", "3600"));
        Assert.Contains("3600 s", await HubFixture.ErrorAsync(() => _f.Client.ListRevisionsAsync(Name)), StringComparison.Ordinal);
        Assert.Empty(_f.Clock.Seconds);
    }

    [Fact]
    public async Task Errors_of_the_server_are_tried_again_with_longer_and_longer_pauses()
    {
        _f.Hub.Fault("/cdn/", _ => new FakeAnswer(500), 5);
        await AssertDownloadsAsync();
        Assert.Equal([1, 2, 4, 8, 16], _f.Clock.Seconds);
    }

    [Fact]
    public async Task After_the_last_try_the_error_says_what_was_found()
    {
        _f.Hub.Fault("small.txt", (_, _) => new FakeAnswer(502), 6);
        string error = await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(Name, "small.txt"));
        Assert.Contains("acme/tiny, revision main, file small.txt", error, StringComparison.Ordinal);
        Assert.Contains("HTTP 502", error, StringComparison.Ordinal);
        Assert.Contains("6 times", error, StringComparison.Ordinal);
        Assert.Equal("a small file", File.ReadAllText(await _f.Client.DownloadFileAsync(Name, "small.txt")));
    }

    [Fact]
    public async Task Silence_is_tried_again()
    {
        using HubClient client = _f.With(o => o.WithTimeout(TimeSpan.FromMilliseconds(500)));
        _f.Hub.Fault("/cdn/", a => a with { Before = Task.Delay(Timeout.Infinite) }).Fault("/cdn/", a => a with { Middle = Task.Delay(Timeout.Infinite) });
        Assert.Equal(s_content, File.ReadAllBytes(await client.DownloadFileAsync(Name, "a.bin")));
        Assert.True(_f.Hub.ContentRequests.Count() >= 3);
        Assert.Equal("bytes=25000-", _f.Hub.ContentRequests.Last().Range);
    }

    [Fact]
    public async Task An_address_that_is_used_up_is_asked_for_again()
    {
        _f.Hub.Fault("/cdn/", _ => new FakeAnswer(403));
        await AssertDownloadsAsync();
        Assert.Equal(["HEAD", "GET", "HEAD", "GET"], _f.Hub.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData("a.bin", "/cdn/")]
    [InlineData("small.txt", "/resolve/")]
    public async Task Content_with_another_digest_is_deleted_and_an_error(string file, string path)
    {
        _f.Hub.Fault(path, a => a.Corrupt());
        string error = await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(Name, file));
        Assert.Contains(file == "a.bin" ? "SHA-256" : "SHA-1", error, StringComparison.Ordinal);
        Assert.Contains($"revision main, file {file}", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_f.Cache, "models--acme--tiny", "blobs")));
        Assert.False(Directory.Exists(Path.Combine(_f.Cache, "models--acme--tiny", "snapshots")));
        await _f.Client.DownloadFileAsync(Name, file);
    }

    [Theory]
    [InlineData(49_999)]
    [InlineData(50_001)]
    public async Task A_body_of_another_length_is_an_error(int length)
    {
        _f.Hub.Fault("/cdn/", a => a with { Body = HubFixture.Large(length: length) });
        Assert.Contains("expected 50000 bytes", await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(Name, "a.bin")), StringComparison.Ordinal);
        Assert.False(File.Exists(_f.Blob(s_content)));
    }

    [Fact]
    public async Task A_body_shorter_than_its_own_Content_Length_is_continued()
    {
        _f.Hub.Fault("/cdn/", a => a.Cut().With("Content-Length", "50000"));
        await AssertDownloadsAsync();
    }

    [Fact]
    public async Task What_was_received_before_a_cancellation_is_kept()
    {
        using var stop = new CancellationTokenSource();
        _f.Hub.Fault("/cdn/", a => a with { Middle = Task.Delay(Timeout.Infinite) });
        Task<string> download = _f.Client.DownloadFileAsync(Name, "a.bin", cancellationToken: stop.Token);
        string partial = _f.Blob(s_content) + ".incomplete";
        for (int i = 0; i < 500 && !(File.Exists(partial) && new FileInfo(partial).Length == 25_000); i++)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        await AssertDownloadsAsync();
        Assert.Equal("bytes=25000-", _f.Hub.ContentRequests.Last().Range);
    }

    [Fact]
    public async Task Nobody_answers()
    {
        using HubClient client = _f.With(o => o.WithEndpoint(new Uri("http://127.0.0.1:1")).WithRetries(1));
        string error = await HubFixture.ErrorAsync(() => client.DownloadFileAsync(Name, "a.bin"));
        Assert.Contains("no answer of http://127.0.0.1:1", error, StringComparison.Ordinal);
        Assert.Contains("HF_ENDPOINT", error, StringComparison.Ordinal);
    }

    private async Task AssertDownloadsAsync() => Assert.Equal(s_content, File.ReadAllBytes(await _f.Client.DownloadFileAsync(Name, "a.bin")));

    private void Leave(byte[] part)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_f.Blob(s_content))!);
        File.WriteAllBytes(_f.Blob(s_content) + ".incomplete", part);
    }
}
