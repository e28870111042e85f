using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>The cache alone: offline, without a network, and as another client left it.</summary>
public sealed class HubOfflineTests : IDisposable
{
    private const string Name = HubFixture.Repository;
    private readonly HubFixture _f = new();

    public void Dispose() => _f.Dispose();

    [Fact]
    public async Task Offline_uses_the_cache_and_sends_nothing()
    {
        _f.Hub.Add(Name, "step1", "a.bin", HubFixture.Large());
        string path = await _f.Client.DownloadFileAsync(Name, "a.bin", "step1");
        int before = _f.Hub.Requests.Count;
        using HubClient offline = _f.With(o => o.WithOffline(true));
        Assert.Equal(path, await offline.DownloadFileAsync(Name, "a.bin", "step1"));
        Assert.Equal(["a.bin"], await offline.ListFilesAsync(Name, "step1"));
        Assert.Equal([new HubRevision("step1", _f.Hub.Commit(Name, "step1"), false)], await offline.ListRevisionsAsync(Name));
        Assert.Equal(before, _f.Hub.Requests.Count);
    }

    [Theory]
    [InlineData("main", "b.bin")]
    [InlineData("other", "a.bin")]
    public async Task What_is_not_in_the_cache_is_an_error_offline(string revision, string file)
    {
        _f.Hub.Add(Name, "main", "a.bin", HubFixture.Large());
        await _f.Client.DownloadFileAsync(Name, "a.bin");
        using HubClient offline = _f.With(o => o.WithOffline(true));
        string error = await HubFixture.ErrorAsync(() => offline.DownloadFileAsync(Name, file, revision));
        Assert.Contains($"hub acme/tiny, revision {revision}, file {file}", error, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_OFFLINE", error, StringComparison.Ordinal);
        Assert.Contains(_f.Cache, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_is_not_complete_in_the_cache_is_an_error_offline()
    {
        const string Index = """{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""";
        _f.Hub.Add(Name, "main", "config.json", "{}").Add(Name, "main", "model.safetensors.index.json", Index)
            .Add(Name, "main", "model-1.safetensors", "1").Add(Name, "main", "model-2.safetensors", "2").Add(Name, "main", "tokenizer.json", "{}");
        using HubClient offline = _f.With(o => o.WithOffline(true));
        foreach (string file in (string[])["config.json", "model.safetensors.index.json", "model-1.safetensors"])
        {
            await _f.Client.DownloadFileAsync(Name, file);
            string found = file == "config.json" ? "no weights among the 1 files in the cache" : "no \"model-";
            Assert.Contains(found, await HubFixture.ErrorAsync(() => offline.DownloadCheckpointAsync(Name)), StringComparison.Ordinal);
        }

        string folder = await _f.Client.DownloadCheckpointAsync(Name);
        Assert.Equal(5, Directory.GetFiles(folder).Length);
        Assert.Equal(folder, await offline.DownloadCheckpointAsync(Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cache_that_the_Python_client_made_is_used_without_a_network(bool offline)
    {
        const string Commit = "0123456789abcdef0123456789abcdef01234567";
        string repository = Path.Combine(_f.Cache, "models--acme--tiny");
        string snapshot = Path.Combine(repository, "snapshots", Commit);
        string golden = Goldens.Path("models/llama");
        foreach (string folder in (string[])["blobs", "refs", "snapshots", "trees"])
        {
            Directory.CreateDirectory(Path.Combine(repository, folder));
        }

        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(repository, "refs", "step1000"), Commit);
        File.WriteAllText(Path.Combine(repository, "trees", Commit + ".json"), "{}");
        foreach (string file in (string[])["config.json", "model.safetensors"])
        {
            byte[] content = File.ReadAllBytes(Path.Combine(golden, file));
            string etag = FakeHub.ETag(content);
            File.WriteAllBytes(Path.Combine(repository, "blobs", etag), content);
            File.CreateSymbolicLink(Path.Combine(snapshot, file), $"../../blobs/{etag}");
        }

        using HubClient client = _f.With(o => o.WithEndpoint(new Uri("http://127.0.0.1:1")).WithRetries(1).WithOffline(offline));
        Assert.Equal(Path.Combine(snapshot, "config.json"), await client.DownloadFileAsync(Name, "config.json", "step1000"));
        Assert.Equal(snapshot, await client.DownloadCheckpointAsync(Name, "step1000"));
        Assert.Equal(snapshot, await client.DownloadCheckpointAsync(Name, Commit));
        Assert.Equal(!offline, _f.Log.Any(l => l.Contains("using what the cache has", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_environment_is_that_of_the_Python_client()
    {
        using var home = new TemporaryFolder();
        home.Write("token", $"  {FakeHub.GoodToken}\n");
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Dictionary<string, string> variables = new() { ["HF_HOME"] = "/nowhere/hf" };

        HubOptions Read() => HubEnvironment.Read(n => variables.GetValueOrDefault(n));

        HubOptions options = Read();
        Assert.Equal(("/nowhere/hf/hub", "https://huggingface.co/", false, true), (options.CacheFolder, options.Endpoint.ToString(), options.Offline, options.Token is null));
        variables["HF_HOME"] = home.Path;
        Assert.Equal(FakeHub.GoodToken, Read().Token?.Value);
        variables["HF_TOKEN"] = "hf_other";
        Assert.Equal("hf_other", Read().Token?.Value);
        variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1";
        Assert.Null(Read().Token);
        variables["HF_HUB_CACHE"] = "~/cache";
        variables["HF_ENDPOINT"] = "http://127.0.0.1:5/hf/";
        variables["HF_HUB_OFFLINE"] = "True";
        options = Read();
        Assert.Equal((Path.Combine(user, "cache"), true), (options.CacheFolder, options.Offline));
        Assert.Equal("http://127.0.0.1:5/hf/acme/tiny/resolve/a%2Fb/x/y%20z", HubUri.File(options, Name, "a/b", "x/y z").AbsoluteUri);
        variables["HF_ENDPOINT"] = "http://user:password@127.0.0.1";
        Assert.DoesNotContain("password", Assert.Throws<AmuroException>(Read).Message, StringComparison.Ordinal);
        variables.Clear();
        variables["XDG_CACHE_HOME"] = "/nowhere/cache";
        Assert.Equal("/nowhere/cache/huggingface/hub", Read().CacheFolder);
        variables.Clear();
        Assert.Equal(Path.Combine(user, ".cache", "huggingface", "hub"), Read().CacheFolder);
    }

    [Fact]
    public void Options_out_of_bounds_are_named()
    {
        Assert.Contains("Retries", Assert.Throws<AmuroException>(() => _f.Options.WithRetries(-1)).Message, StringComparison.Ordinal);
        Assert.Contains("ParallelFiles", Assert.Throws<AmuroException>(() => _f.Options.WithParallelFiles(0)).Message, StringComparison.Ordinal);
        Assert.Contains("Timeout", Assert.Throws<AmuroException>(() => _f.Options.WithTimeout(TimeSpan.Zero)).Message, StringComparison.Ordinal);
        Assert.Contains("RetryPause", Assert.Throws<AmuroException>(() => _f.Options.WithRetryPause(TimeSpan.FromDays(1))).Message, StringComparison.Ordinal);
        Assert.Contains("LongestPause", Assert.Throws<AmuroException>(() => _f.Options.WithLongestPause(-TimeSpan.FromDays(1))).Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => _f.Options.WithEndpoint(new Uri("ftp://127.0.0.1")));
    }
}
