using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>What does not exist, what is not allowed, what is hostile.</summary>
public sealed class HubAccessTests : IDisposable
{
    private const string Name = HubFixture.Repository;
    private readonly HubFixture _f = new();

    public HubAccessTests() => _f.Hub.Add(Name, "main", "a.txt", "text").Add("acme/gated-one", "main", "a.bin", HubFixture.Large());

    public void Dispose() => _f.Dispose();

    [Theory]
    [InlineData(null, "no token")]
    [InlineData("hf_bad", "refuses this token")]
    public async Task A_gated_repository(string? token, string found)
    {
        using HubClient client = _f.With(o => o.WithToken(token is null ? null : HubToken.Of(token)));
        string error = await HubFixture.ErrorAsync(() => client.DownloadFileAsync("acme/gated-one", "a.bin"));
        Assert.Contains("hub acme/gated-one, revision main, file a.bin", error, StringComparison.Ordinal);
        Assert.Contains(found, error, StringComparison.Ordinal);
        Assert.Contains("accept its terms", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_bad", error, StringComparison.Ordinal);
        await _f.Client.DownloadFileAsync("acme/gated-one", "a.bin");
    }

    [Theory]
    [InlineData("acme/none", "main", "a.txt", "expected a repository")]
    [InlineData(Name, "none", "a.txt", "ListRevisionsAsync")]
    [InlineData(Name, "main", "none.txt", "ListFilesAsync")]
    public async Task What_does_not_exist(string repository, string revision, string file, string found)
    {
        string error = await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(repository, file, revision));
        Assert.StartsWith($"hub {repository}, revision {revision}, file {file}: ", error, StringComparison.Ordinal);
        Assert.Contains(found, error, StringComparison.Ordinal);
        Assert.Single(_f.Hub.Requests);
    }

    [Fact]
    public async Task Without_a_token_a_missing_repository_may_be_a_private_one()
    {
        using HubClient client = _f.With(o => o.WithToken(null));
        Assert.Contains("HF_TOKEN", await HubFixture.ErrorAsync(() => client.ListRevisionsAsync("acme/none")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("..")]
    public async Task Names_that_lead_out_of_the_cache_are_refused_before_any_request(string name)
    {
        await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(Name, name));
        await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(Name, "a.txt", name));
        Assert.Empty(_f.Hub.Requests);
    }

    [Theory]
    [InlineData("../../../evil.json")]
    [InlineData("/tmp/evil.json")]
    [InlineData("a\\\\..\\\\evil.json")]
    [InlineData("a\\u0000.json")]
    public async Task Names_of_a_hostile_listing_are_refused(string name)
    {
        _f.Hub.Fault("/revision/", _ => FakeAnswer.Json($$"""{"sha":"{{new string('a', 40)}}","siblings":[{"rfilename":"config.json"},{"rfilename":"{{name}}"}]}"""), 2);
        string error = await HubFixture.ErrorAsync(() => _f.Client.DownloadCheckpointAsync(Name));
        Assert.Contains("stays inside the cache", error, StringComparison.Ordinal);
        Assert.Single(_f.Hub.Requests);
    }

    [Fact]
    public async Task Names_of_a_hostile_list_of_revisions_are_refused()
    {
        _f.Hub.Fault("/refs", _ => FakeAnswer.Json($$"""{"branches":[{"name":"../../x","targetCommit":"{{new string('a', 40)}}"}]}"""));
        await HubFixture.ErrorAsync(() => _f.Client.ListRevisionsAsync(Name));
    }

    [Theory]
    [InlineData("X-Repo-Commit", "../../../../../tmp/x")]
    [InlineData("X-Repo-Commit", "")]
    [InlineData("ETag", "\"../../../x\"")]
    [InlineData("X-Linked-Etag", "\"/etc/passwd\"")]
    [InlineData("ETag", "\"\"")]
    [InlineData("Location", "ftp://127.0.0.1/a")]
    public async Task Headers_of_a_hostile_hub_are_refused(string header, string value)
    {
        _f.Hub.Fault("a.txt", (_, a) => (header == "Location" ? a with { Status = 302 } : a).With(header, value), 10);
        await HubFixture.ErrorAsync(() => _f.Client.DownloadFileAsync(Name, "a.txt"));
        Assert.False(Directory.Exists(_f.Cache) && Directory.EnumerateFiles(_f.Cache, "*", SearchOption.AllDirectories).Any());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"branches":{}}""")]
    [InlineData("""{"branches":[{"name":5}]}""")]
    [InlineData("""{"branches":[{"name":"a","targetCommit":"x"}]}""")]
    public async Task An_answer_that_is_none_of_a_hub_is_an_error(string body)
    {
        _f.Hub.Fault("/refs", _ => FakeAnswer.Json(body));
        Assert.StartsWith("hub acme/tiny: expected ", await HubFixture.ErrorAsync(() => _f.Client.ListRevisionsAsync(Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_a_server_sends_back_is_not_repeated()
    {
        _f.Hub.Fault("/refs", _ => FakeAnswer.Error(403, "Other").With("X-Error-Message", $"bad token {FakeHub.GoodToken}!"));
        Assert.Contains("bad token (hidden)!", await HubFixture.ErrorAsync(() => _f.Client.ListRevisionsAsync(Name)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("acme/tiny-1.0_x")]
    public void Names_of_repositories(string name) => Assert.Equal(name, HubRepository.Model(name).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b/c")]
    [InlineData("a--b/c")]
    [InlineData("a/..")]
    [InlineData("a/b.git")]
    [InlineData("a/b\n")]
    [InlineData("/a")]
    [InlineData("a\\b")]
    public void Names_that_no_repository_has(string name)
    {
        Assert.Throws<AmuroException>(() => HubRepository.Model(name));
        Assert.Throws<AmuroException>(() => HubRepository.Dataset(name));
    }

    [Fact]
    public void A_token_cannot_be_seen()
    {
        Assert.DoesNotContain(FakeHub.GoodToken, _f.Options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(FakeHub.GoodToken, System.Text.Json.JsonSerializer.Serialize(_f.Options.Token), StringComparison.Ordinal);
        AmuroException e = Assert.Throws<AmuroException>(() => HubToken.Of("hf_secret\nX-Header: x"));
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }
}
