using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amuro.Evaluation;

/// <summary>One answer in a file.</summary>
/// <param name="Request">Hash of the request's token ids.</param>
/// <param name="LogLikelihood">As in <see cref="Likelihood"/>.</param>
/// <param name="IsGreedy">As in <see cref="Likelihood"/>.</param>
/// <param name="Dropped">As in <see cref="Likelihood"/>.</param>
internal sealed record StoredScore(string Request, double LogLikelihood, bool IsGreedy, int Dropped);

/// <summary>
/// A file to which batches of answers are appended, one line each: a checksum, a blank, the answers as JSON. A line that is not
/// whole, because its writer was killed or the disk is damaged, is passed over: its answers are computed again.
/// </summary>
internal sealed class ScoreFile : IDisposable
{
    private const int ChecksumLength = 32;

    private static readonly JsonSerializerOptions s_options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly FileStream _stream;

    /// <summary>Begins a new file.</summary>
    public ScoreFile(string path) => _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);

    /// <summary>Appends a batch; when it returns it is on the disk.</summary>
    public void Append(IReadOnlyList<StoredScore> batch)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(batch, s_options);
        _stream.Write([.. Encoding.ASCII.GetBytes(Checksum(content)), (byte)' ', .. content, (byte)'\n']);
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>The answers of all whole lines of a file that may be in use.</summary>
    public static IEnumerable<StoredScore> Read(string path)
    {
        byte[] all;
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (MemoryStream copy = new())
        {
            stream.CopyTo(copy);
            all = copy.ToArray();
        }

        for (int start = 0, end; start < all.Length; start = end + 1)
        {
            end = all.AsSpan(start).IndexOf((byte)'\n');
            end = end < 0 ? all.Length : start + end;
            foreach (StoredScore score in Parsed(all.AsSpan(start, end - start)))
            {
                yield return score;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private static StoredScore[] Parsed(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumLength + 1)
        {
            return [];
        }

        ReadOnlySpan<byte> content = line[(ChecksumLength + 1)..];
        return Encoding.ASCII.GetString(line[..ChecksumLength]) == Checksum(content)
            ? JsonSerializer.Deserialize<StoredScore[]>(content, s_options) ?? []
            : [];
    }

    private static string Checksum(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, ChecksumLength / 2));
}
