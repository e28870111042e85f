using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>
/// A hub on 127.0.0.1 that answers as <c>shared/reference/fake_hub.py</c> does: files over 1 KiB by a redirect to another host
/// (<c>localhost</c>) that supports ranges, smaller ones directly; repositories that begin with <c>gated-</c> want the good token.
/// </summary>
internal sealed class FakeHub : IDisposable
{
    public const string GoodToken = "hf_goodTokenThatNobodyMaySee";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SortedDictionary<string, SortedDictionary<string, SortedDictionary<string, byte[]>>> _repositories = new(StringComparer.Ordinal);
    private readonly List<(string Path, Func<FakeRequest, FakeAnswer, FakeAnswer> Change, int[] Times)> _faults = [];

    public FakeHub()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ContentHost = $"localhost:{Port}";
        _ = AcceptAsync();
    }

    public int Port { get; }

    public Uri Endpoint => new($"http://127.0.0.1:{Port}");

    /// <summary>Where large files are.</summary>
    public string ContentHost { get; set; }

    /// <summary>Every request, in order of arrival.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public IEnumerable<FakeRequest> ContentRequests => Requests.Where(r => r.Method == "GET" && !r.Path.StartsWith("/api/", StringComparison.Ordinal));

    public FakeHub Add(string repository, string revision, string file, byte[] content)
    {
        if (!_repositories.TryGetValue(repository, out var branches))
        {
            _repositories[repository] = branches = new(StringComparer.Ordinal);
        }

        if (!branches.TryGetValue(revision, out var files))
        {
            branches[revision] = files = new(StringComparer.Ordinal);
        }

        files[file] = content;
        return this;
    }

    public FakeHub Add(string repository, string revision, string file, string content) => Add(repository, revision, file, Encoding.UTF8.GetBytes(content));

    /// <summary>Changes the next answers to GET requests whose path holds a text.</summary>
    public FakeHub Fault(string path, Func<FakeAnswer, FakeAnswer> change, int times = 1) => Fault(path, (r, a) => r.Method == "GET" ? change(a) : null, times);

    /// <summary>Changes the next answers to requests whose path holds a text; null passes one on unchanged and uncounted.</summary>
    public FakeHub Fault(string path, Func<FakeRequest, FakeAnswer, FakeAnswer?> change, int times = 1)
    {
        lock (_faults)
        {
            _faults.Add((path, (r, a) => change(r, a)!, [times]));
        }

        return this;
    }

    public string Commit(string repository, string revision) => Convert.ToHexStringLower(SHA1.HashData(
        [.. _repositories[repository][revision].SelectMany(f => Encoding.UTF8.GetBytes(f.Key).Concat(f.Value))]));

    public static string ETag(byte[] content) => content.Length > 1024
        ? Convert.ToHexStringLower(SHA256.HashData(content))
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")), .. content]));

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                FakeRequest request = await FakeRequest.ReadAsync(stream, stop);
                Requests.Enqueue(request);
                FakeAnswer answer = Changed(request, Answer(request));
                await answer.WriteAsync(stream, request.Method == "HEAD", stop);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, as some tests want it to.
        }
    }

    private FakeAnswer Changed(FakeRequest request, FakeAnswer answer)
    {
        lock (_faults)
        {
            foreach (var (path, change, times) in _faults)
            {
                if (times[0] > 0 && request.Path.Contains(path, StringComparison.Ordinal) && change(request, answer) is { } changed)
                {
                    times[0]--;
                    return changed;
                }
            }
        }

        return answer;
    }

    private FakeAnswer Answer(FakeRequest request)
    {
        string[] parts = [.. request.Path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        if (parts[0] == "cdn")
        {
            return FakeAnswer.File(_repositories[$"{parts[1]}/{parts[2]}"][parts[3]][string.Join('/', parts[4..])], request, null);
        }

        bool api = parts[0] == "api";
        parts = api ? parts[1] == "models" ? parts[2..] : parts[1..] : parts;
        int names = parts[0] == "datasets" ? 3 : 2;
        string name = string.Join('/', parts.Take(names));
        string[] rest = parts[Math.Min(names, parts.Length)..];
        if (!_repositories.TryGetValue(name, out var branches))
        {
            return FakeAnswer.Error(request.Authorization is null ? 401 : 404, "RepoNotFound");
        }

        if (name.Contains("/gated-", StringComparison.Ordinal) && request.Authorization != $"Bearer {GoodToken}")
        {
            return FakeAnswer.Error(request.Authorization is null ? 401 : 403, "GatedRepo");
        }

        if (api && rest is ["refs"])
        {
            string list = string.Join(',', branches.Keys.Select(b => $$"""{"name":"{{b}}","ref":"refs/heads/{{b}}","targetCommit":"{{Commit(name, b)}}"}"""));
            return FakeAnswer.Json($$"""{"branches":[{{list}}],"tags":[],"converts":[]}""");
        }

        string? revision = branches.Keys.FirstOrDefault(b => b == rest[1] || Commit(name, b) == rest[1]);
        if (revision is null)
        {
            return FakeAnswer.Error(404, "RevisionNotFound");
        }

        if (api)
        {
            string list = string.Join(',', branches[revision].Keys.Select(f => $$"""{"rfilename":"{{f}}"}"""));
            return FakeAnswer.Json($$"""{"id":"{{name}}","sha":"{{Commit(name, revision)}}","siblings":[{{list}}]}""");
        }

        string file = string.Join('/', rest[2..]);
        if (!branches[revision].TryGetValue(file, out byte[]? content))
        {
            return FakeAnswer.Error(404, "EntryNotFound");
        }

        string etag = $"\"{ETag(content)}\"";
        string commit = Commit(name, revision);
        return content.Length <= 1024
            ? FakeAnswer.File(content, request, etag).With("X-Repo-Commit", commit)
            : new FakeAnswer(302).With("Location", $"http://{ContentHost}/cdn/{name}/{Uri.EscapeDataString(revision)}/{file}").With("X-Linked-Etag", etag).With("ETag", etag)
                .With("X-Linked-Size", content.Length.ToString(CultureInfo.InvariantCulture)).With("X-Repo-Commit", commit);
    }
}
