using System.Net.Sockets;
using System.Text;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>What a client sent.</summary>
internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Authorization => Headers.GetValueOrDefault("authorization");

    public string? Range => Headers.GetValueOrDefault("range");

    public string Host => Headers["host"];

    public static async Task<FakeRequest> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int n = await stream.ReadAsync(buffer, stop);
            text.Append(n > 0 ? Encoding.ASCII.GetString(buffer, 0, n) : throw new IOException("the client closed"));
        }

        string[] lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        return new FakeRequest(first[0], first[1], lines.Skip(1).ToDictionary(l => l.Split(':')[0].ToLowerInvariant(), l => l[(l.IndexOf(':') + 1)..].Trim()));
    }
}
