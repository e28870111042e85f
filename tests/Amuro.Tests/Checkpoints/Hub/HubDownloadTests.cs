using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>One file: where it lies, what is sent, what is not downloaded twice.</summary>
public sealed class HubDownloadTests : IDisposable
{
    private const string Name = HubFixture.Repository;
    private readonly HubFixture _f = new();

    public void Dispose() => _f.Dispose();

    [Theory]
    [InlineData(300)]
    [InlineData(0)]
    [InlineData(3_000_000)]
    public async Task The_cache_is_laid_out_as_the_Python_client_does_it(int length)
    {
        byte[] content = HubFixture.Large(length: length);
        _f.Hub.Add(Name, "feature/x", "sub/model.bin", content);
        string path = await _f.Client.DownloadFileAsync(Name, "sub/model.bin", "feature/x");

        string repository = Path.Combine(_f.Cache, "models--acme--tiny");
        string commit = _f.Hub.Commit(Name, "feature/x");
        string etag = FakeHub.ETag(content);
        Assert.Equal(Path.Combine(repository, "snapshots", commit, "sub", "model.bin"), path);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal(commit, File.ReadAllText(Path.Combine(repository, "refs", "feature", "x")));
        Assert.Equal($"../../../blobs/{etag}", new FileInfo(path).LinkTarget);
        Assert.Equal([Path.Combine(repository, "blobs", etag)], Directory.GetFiles(Path.Combine(repository, "blobs")));
        Assert.StartsWith("Signature: 8a477f597d28d172789f06886806bc55", File.ReadAllText(Path.Combine(_f.Cache, "CACHEDIR.TAG")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_f.Cache, ".locks", "models--acme--tiny", etag + ".lock")));
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_nowhere_else()
    {
        _f.Hub.Add(Name, "main", "a.bin", HubFixture.Large(1)).Add(Name, "main", "b.bin", HubFixture.Large(2));
        await _f.Client.DownloadFileAsync(Name, "a.bin");
        Assert.Equal(["HEAD 127.0.0.1", "GET localhost"], _f.Hub.Requests.Select(r => $"{r.Method} {r.Host.Split(':')[0]}"));
        Assert.Equal([$"Bearer {FakeHub.GoodToken}", null], _f.Hub.Requests.Select(r => r.Authorization));
        Assert.All(_f.Hub.Requests, r => Assert.Equal("identity", r.Headers["accept-encoding"]));

        using FakeHub other = new FakeHub().Add(Name, "main", "b.bin", HubFixture.Large(2));
        _f.Hub.ContentHost = $"127.0.0.1:{other.Port}"; // another port of the same address
        await _f.Client.DownloadFileAsync(Name, "b.bin");
        Assert.Null(Assert.Single(other.Requests).Authorization);
    }

    [Fact]
    public async Task A_redirect_of_a_download_to_another_host_takes_no_token_along()
    {
        using FakeHub other = new FakeHub().Add(Name, "main", "b.txt", "text");
        _f.Hub.Add(Name, "main", "b.txt", "text")
            .Fault("b.txt", (FakeAnswer _) => new FakeAnswer(302).With("Location", $"http://127.0.0.1:{other.Port}/cdn/acme/tiny/main/b.txt"));
        Assert.Equal("text", File.ReadAllText(await _f.Client.DownloadFileAsync(Name, "b.txt")));
        Assert.Null(Assert.Single(other.Requests).Authorization);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_with_the_token()
    {
        _f.Hub.Add("acme/gated-new", "main", "a.txt", "text").Add("acme/gated-new", "main", "b.bin", HubFixture.Large())
            .Fault("/acme/old/", (r, _) => new FakeAnswer(307).With("Location", r.Path.Replace("old", "gated-new", StringComparison.Ordinal)), 10);
        Assert.Equal("text", File.ReadAllText(await _f.Client.DownloadFileAsync("acme/old", "a.txt")));
        Assert.Equal(HubFixture.Large(), File.ReadAllBytes(await _f.Client.DownloadFileAsync("acme/old", "b.bin")));
    }

    [Fact]
    public async Task Redirects_without_end_are_an_error()
    {
        _f.Hub.Fault("loop", (r, _) => new FakeAnswer(302).With("Location", r.Path), 100);
        Assert.Contains("redirects", await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync("acme/loop", "a")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_here_is_not_downloaded_again()
    {
        _f.Hub.Add(Name, "main", "a.bin", HubFixture.Large());
        string first = await _f.Client.DownloadFileAsync(Name, "a.bin");
        Assert.Equal(first, await _f.Client.DownloadFileAsync(Name, "a.bin"));
        Assert.Equal(["HEAD", "GET", "HEAD"], _f.Hub.Requests.Select(r => r.Method));
        Assert.Equal(first, await _f.Client.DownloadFileAsync(Name, "a.bin", _f.Hub.Commit(Name, "main")));
        Assert.Equal(3, _f.Hub.Requests.Count); // a commit never changes

        _f.Hub.Add(Name, "main", "b.txt", "a new commit with the same blob");
        string second = await _f.Client.DownloadFileAsync(Name, "a.bin");
        Assert.NotEqual(first, second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Single(_f.Hub.ContentRequests);
    }

    [Fact]
    public async Task Without_links_snapshots_are_copies()
    {
        _f.Hub.Add(Name, "main", "a.bin", HubFixture.Large());
        using HubClient client = _f.With(o => o.WithSymbolicLinks(false));
        string path = await client.DownloadFileAsync(Name, "a.bin");
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Equal(HubFixture.Large(), File.ReadAllBytes(path));
    }

    [Fact]
    public async Task A_dangling_link_is_replaced()
    {
        _f.Hub.Add(Name, "main", "a.bin", HubFixture.Large());
        string path = await _f.Client.DownloadFileAsync(Name, "a.bin");
        File.Delete(_f.Blob(HubFixture.Large()));
        Assert.Equal(HubFixture.Large(), File.ReadAllBytes(await _f.Client.DownloadFileAsync(Name, "a.bin")));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!)));
    }

    [Fact]
    public async Task A_file_of_a_dataset()
    {
        _f.Hub.Add("datasets/acme/items", "main", "data/train.jsonl", "{}\n");
        string path = await _f.Client.DownloadFileAsync(HubRepository.Dataset("acme/items"), "data/train.jsonl");
        Assert.Equal("{}\n", File.ReadAllText(path));
        Assert.StartsWith(Path.Combine(_f.Cache, "datasets--acme--items"), path, StringComparison.Ordinal);
        Assert.Equal(
            Path.GetDirectoryName(Path.GetDirectoryName(path)), await _f.Client.DownloadFilesAsync(HubRepository.Dataset("acme/items"), ["data/*"]));
    }

    [Fact]
    public async Task Progress_rises_to_the_whole_file()
    {
        byte[] content = HubFixture.Large(length: 4_000_000);
        _f.Hub.Add(Name, "main", "a.bin", content);
        var reports = new Reports();
        await _f.Client.DownloadFileAsync(Name, "a.bin", progress: reports);
        long[] received = [.. reports.Items.Select(r => r.Received)];
        Assert.Equal(received.Order(), received);
        Assert.True(received.Length is >= 4 and < 20, $"{received.Length} reports");
        Assert.Equal((0L, (long)content.Length), (received[0], received[^1]));
        Assert.Equal(new HubProgress(Name, "main", "a.bin", content.Length, content.Length, 1, 1), reports.Items.Last());
    }

    private sealed class Reports : IProgress<HubProgress>
    {
        public Queue<HubProgress> Items { get; } = new();

        public void Report(HubProgress value) => Items.Enqueue(value);
    }
}
