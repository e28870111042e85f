using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>What the fake hub sends; a copy of it may lie.</summary>
internal sealed record FakeAnswer(int Status)
{
    public byte[] Body { get; init; } = [];

    /// <summary>Bytes after which the connection closes.</summary>
    public int CutAfter { get; init; } = int.MaxValue;

    /// <summary>Waited for in front of the answer.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    /// <summary>Waited for before the second half of the body.</summary>
    public Task Middle { get; init; } = Task.CompletedTask;

    private IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public FakeAnswer With(string header, string value) => this with
    {
        Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value },
    };

    public FakeAnswer Without(string header) => this with { Headers = Headers.Where(h => h.Key != header).ToDictionary(StringComparer.OrdinalIgnoreCase) };

    /// <summary>Half the body, then the connection closes.</summary>
    public FakeAnswer Cut() => this with { CutAfter = Body.Length / 2 };

    /// <summary>One bit of the body wrong.</summary>
    public FakeAnswer Corrupt() => this with { Body = [(byte)(Body[0] ^ 1), .. Body[1..]] };

    public static FakeAnswer Json(string text) => new FakeAnswer(200) { Body = Encoding.UTF8.GetBytes(text) }.With("Content-Type", "application/json");

    public static FakeAnswer Error(int status, string code) =>
        (Json($$"""{"error":"{{code}}"}""") with { Status = status }).With("X-Error-Code", code).With("X-Error-Message", code);

    public static FakeAnswer File(byte[] content, FakeRequest request, string? etag)
    {
        int from = request.Range is { } range ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (from >= content.Length && from > 0)
        {
            return new FakeAnswer(416).With("Content-Range", $"bytes */{content.Length}");
        }

        FakeAnswer answer = new FakeAnswer(request.Range is null ? 200 : 206) { Body = content[from..] }.With("ETag", etag ?? "\"other\"");
        return request.Range is null ? answer : answer.With("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}");
    }

    public async Task WriteAsync(NetworkStream stream, bool head, CancellationToken stop)
    {
        await Before.WaitAsync(stop);
        var text = new StringBuilder($"HTTP/1.1 {Status} Fake\r\nConnection: close\r\n");
        foreach ((string name, string value) in Headers.ContainsKey("Content-Length") ? Headers : With("Content-Length", $"{Body.Length}").Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()), stop);
        if (head)
        {
            return;
        }

        byte[] sent = Body[..Math.Min(CutAfter, Body.Length)];
        int half = sent.Length / 2;
        await stream.WriteAsync(sent.AsMemory(0, half), stop);
        await Middle.WaitAsync(stop);
        await stream.WriteAsync(sent.AsMemory(half), stop);
    }
}
