using Amuro.Checkpoints;
using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>Which files make a checkpoint, and revisions as a series that downloads when it is used.</summary>
public sealed class HubCheckpointTests : IDisposable
{
    private const string Name = HubFixture.Repository;
    private const string Config = """{"model_type":"llama"}""";
    private readonly HubFixture _f = new();

    public void Dispose() => _f.Dispose();

    [Fact]
    public async Task Safetensors_are_taken_before_pickles_and_the_rest_is_left()
    {
        string[] wanted = ["config.json", "generation_config.json", "model.safetensors", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json"];
        string[] left = ["README.md", "pytorch_model.bin", "flax_model.msgpack", "onnx/config.json", "consolidated.safetensors", "optimizer.bin", "model-00001-of-00002.safetensors"];
        foreach (string file in wanted.Concat(left))
        {
            _f.Hub.Add(Name, "main", file, HubFixture.Large(file.Length));
        }

        var reports = new List<HubProgress>();
        string folder = await _f.Client.DownloadCheckpointAsync(Name, progress: new Now(reports));
        Assert.Equal(wanted, FilesIn(folder));
        Assert.Equal((wanted.Length, wanted.Length), (reports.Max(r => r.FilesDone), reports.Max(r => r.Files)));
        Assert.Equal(wanted, reports.Where(r => r.Received == r.Size).Select(r => r.File).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(_f.Hub.Commit(Name, "main"), File.ReadAllText(Path.Combine(_f.Cache, "models--acme--tiny", "refs", "main")));
    }

    [Theory]
    [InlineData("model", "safetensors")]
    [InlineData("pytorch_model", "bin")]
    public async Task Shards_are_those_that_the_index_names(string stem, string end)
    {
        string index = $"{stem}.{end}.index.json";
        string one = $"{stem}-00001-of-00002.{end}";
        string two = $"{stem}-00002-of-00002.{end}";
        _f.Hub.Add(Name, "main", "config.json", Config).Add(Name, "main", index, $$"""{"weight_map":{"a":"{{one}}","b":"{{two}}","c":"{{one}}"} }""")
            .Add(Name, "main", one, "1").Add(Name, "main", two, "2").Add(Name, "main", $"{stem}-00001-of-00003.{end}", "left over");
        Assert.Equal(new[] { "config.json", one, two, index }.Order(StringComparer.Ordinal), FilesIn(await _f.Client.DownloadCheckpointAsync(Name)));
    }

    [Fact]
    public async Task An_index_that_names_a_file_elsewhere_is_refused()
    {
        _f.Hub.Add(Name, "main", "config.json", Config).Add(Name, "main", "model.safetensors.index.json", """{"weight_map":{"a":"../../../../secret"}}""");
        Assert.Contains("../../../../secret", await HubFixture.ErrorAsync(() => _f.Client.DownloadCheckpointAsync(Name)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "no weights")]
    [InlineData("model.safetensors", "no config.json")]
    public async Task What_is_no_checkpoint_is_an_error(string file, string found)
    {
        _f.Hub.Add(Name, "main", file, Config);
        Assert.Contains(found, await HubFixture.ErrorAsync(() => _f.Client.DownloadCheckpointAsync(Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revisions_are_listed_by_a_pattern()
    {
        Series("main", "step10", "step9", "refs-x");
        Assert.Equal(["step10", "step9"], (await _f.Client.ListRevisionsAsync(Name, "step*")).Select(r => r.Name));
        Assert.Equal(4, (await _f.Client.ListRevisionsAsync(Name)).Count);
        _f.Hub.Fault("/refs", _ => FakeAnswer.Json($$"""{"branches":[],"tags":[{"name":"v1","targetCommit":"{{new string('b', 40)}}"}]}"""));
        Assert.Equal([new HubRevision("v1", new string('b', 40), true)], await _f.Client.ListRevisionsAsync(Name));
    }

    [Fact]
    public async Task A_series_costs_one_request_until_a_checkpoint_is_used()
    {
        Series("step1000-tokens4B", "step0", "main", "step20");
        CheckpointSeries series = await CheckpointSeries.FromHubAsync(Name, "step*", new Dictionary<string, long> { ["main"] = 143_000 }, _f.Client);
        Assert.Equal([0, 20, 1000, 143_000], series.Select(c => c.Step));
        Assert.Equal(["step0", "step20", "step1000-tokens4B", "main"], series.Select(c => c.Name));
        Assert.Equal(4_000_000_000, series[2].Tokens);
        Assert.Single(_f.Hub.Requests);
        Assert.DoesNotContain(series, c => c.IsHere);

        using (WeightFiles weights = series[1].OpenWeights())
        {
            Assert.NotEmpty(weights.Weights);
        }

        Assert.Equal([false, true, false, false], series.Select(c => c.IsHere));
        Assert.Equal("llama", series[1].ModelType);
        Assert.Equal(Checkpoint.FromFolder(Goldens.Path("models/llama"), 1).Fingerprint(), series[1].Fingerprint());
        Assert.Equal(_f.Hub.Commit(Name, "step20"), Path.GetFileName(series[1].Folder));
        Assert.DoesNotContain(_f.Hub.Requests, r => r.Path.Contains("step", StringComparison.Ordinal) && !r.Path.StartsWith("/cdn/", StringComparison.Ordinal)); // pinned to the commits
        await series[3].DownloadAsync();
        Assert.True(series[3].IsHere);
        Assert.NotNull(series.TokenizerPath);
    }

    [Fact]
    public void Named_revisions_are_a_series_without_any_request()
    {
        Series("step1", "step2");
        CheckpointSeries series = CheckpointSeries.FromHub(Name, ["step2", "step1", "step3"], client: _f.Client);
        Assert.Empty(_f.Hub.Requests);
        Assert.True(File.Exists(series[0].ConfigPath));
        Assert.Contains("revision step3", Assert.Throws<AmuroException>(() => series[2].Folder).Message, StringComparison.Ordinal);
        Series("step3");
        Assert.True(Directory.Exists(series[2].Folder)); // a failure is not for ever
    }

    [Fact]
    public async Task One_checkpoint_of_the_hub()
    {
        Series("main");
        Checkpoint checkpoint = Checkpoint.FromHub(Name, step: 7, client: _f.Client);
        Assert.Equal(("main", 7L, false), (checkpoint.Name, checkpoint.Step, checkpoint.IsHere));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => checkpoint.DownloadAsync()));
        Assert.Single(_f.Hub.Requests, r => r.Path.Contains("/revision/", StringComparison.Ordinal));
        Assert.Contains("explicit step", Assert.Throws<AmuroException>(() => Checkpoint.FromHub(Name, client: _f.Client)).Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => Checkpoint.FromHub(Name, "../x", 1, _f.Client));
        Assert.Throws<AmuroException>(() => Checkpoint.FromHub(Name, "main", -1, _f.Client));
    }

    [Fact]
    public async Task A_download_that_is_cancelled_can_be_had_later()
    {
        Series("main");
        Checkpoint checkpoint = Checkpoint.FromHub(Name, step: 7, client: _f.Client);
        _f.Hub.Fault("/revision/", a => a with { Before = Task.Delay(Timeout.Infinite) });
        using var stop = new CancellationTokenSource();
        Task first = checkpoint.DownloadAsync(cancellationToken: stop.Token);
        Task second = checkpoint.DownloadAsync();
        while (_f.Hub.Requests.IsEmpty)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        Assert.True(checkpoint.IsHere);
    }

    [Fact]
    public async Task Revisions_without_a_step_or_with_the_same_are_named()
    {
        Series("main", "step1", "ckpt-1");
        Assert.Contains("main", await HubFixture.ErrorAsync(() => CheckpointSeries.FromHubAsync(Name, "*", client: _f.Client)), StringComparison.Ordinal);
        Assert.Contains("nothing*", await HubFixture.ErrorAsync(() => CheckpointSeries.FromHubAsync(Name, "nothing*", client: _f.Client)), StringComparison.Ordinal);
        string error = await HubFixture.ErrorAsync(() => CheckpointSeries.FromHubAsync(Name, "*1", client: _f.Client));
        Assert.Contains("revision ckpt-1", error, StringComparison.Ordinal);
        Assert.Contains("revision step1", error, StringComparison.Ordinal);
        Assert.Equal(3, _f.Hub.Requests.Count);
    }

    [Fact]
    public async Task Checkpoints_that_do_not_belong_together_are_found_when_they_arrive()
    {
        Series("step1", "step2");
        _f.Hub.Add(Name, "step2", "tokenizer.json", "{}");
        CheckpointSeries series = await CheckpointSeries.FromHubAsync(Name, client: _f.Client);
        await series[0].DownloadAsync();
        Assert.Contains("one tokenizer", await HubFixture.ErrorAsync(() => series[1].DownloadAsync()), StringComparison.Ordinal);
        Assert.False(series[1].IsHere);
    }

    private static IEnumerable<string> FilesIn(string folder) => Directory
        .GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);

    private void Series(params string[] revisions)
    {
        foreach (string revision in revisions)
        {
            foreach (string file in (string[])["config.json", "model.safetensors"])
            {
                _f.Hub.Add(Name, revision, file, File.ReadAllBytes(Path.Combine(Goldens.Path("models/llama"), file)));
            }

            _f.Hub.Add(Name, revision, "tokenizer.json", """{"version":"1.0"}""").Add(Name, revision, "README.md", revision);
        }
    }

    private sealed class Now(List<HubProgress> reports) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            lock (reports)
            {
                reports.Add(value);
            }
        }
    }
}
