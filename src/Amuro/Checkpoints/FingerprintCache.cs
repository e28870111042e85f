using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Checkpoints;

/// <summary>
/// Remembers fingerprints in small files beside no checkpoint: for a folder, the sizes and times of its weight files and what
/// they hashed to. Where the cache cannot be written, fingerprints are computed anew.
/// </summary>
/// <param name="folder">Where the files go; null: nowhere.</param>
internal sealed class FingerprintCache(string? folder)
{
    // A file may change again within the resolution of its time.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(3);

    /// <summary><c>AMURO_CACHE</c>, or <c>amuro</c> in the user's cache folder.</summary>
    public static FingerprintCache Default { get; } = new(DefaultFolder());

    public string Get(WeightFiles files)
    {
        Stamp[] stamps = [.. files.Paths.Order(StringComparer.Ordinal).Select(Stamp.Of)];
        string? path = folder is null ? null : Path.Combine(folder, "fingerprints", NameOf(files.Folder));
        if (path is not null && Known(path, stamps) is { } known)
        {
            return known;
        }

        DateTime before = DateTime.UtcNow;
        string fingerprint = files.Fingerprint();
        bool settled = stamps.All(s => new DateTime(s.Ticks, DateTimeKind.Utc) < before - SettleTime)
            && stamps.SequenceEqual(stamps.Select(s => Stamp.Of(s.Path)));
        if (path is not null && settled)
        {
            TryWrite(path, new Entry(1, fingerprint, stamps));
        }

        return fingerprint;
    }

    private sealed record Stamp(string Path, long Bytes, long Ticks)
    {
        public static Stamp Of(string path)
        {
            // The size and time of the file itself where the name is a link, as in the cache of the hub.
            FileInfo file = LinkedFile.Find(path) ?? throw new AmuroException($"{path}: expected a file of weights, found nothing.");
            return new Stamp(path, file.Length, file.LastWriteTimeUtc.Ticks);
        }
    }

    private sealed record Entry(int Version, string Fingerprint, Stamp[] Files);

    private static string? Known(string path, Stamp[] stamps)
    {
        try
        {
            return File.Exists(path)
                && JsonSerializer.Deserialize<Entry>(File.ReadAllBytes(path)) is { Version: 1, Files: not null, Fingerprint.Length: 64 } entry
                && entry.Files.SequenceEqual(stamps)
                ? entry.Fingerprint
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static void TryWrite(string path, Entry entry)
    {
        try
        {
            Runtime.AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, entry));
        }
        catch (AmuroException)
        {
            // A cache that cannot be written is no error.
        }
    }

    private static string NameOf(string checkpoint) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkpoint)))[..32] + ".json";

    private static string? DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("AMURO_CACHE") is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
        {
            return Path.Combine(cache, "amuro");
        }

        string home = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : Path.Combine(home, OperatingSystem.IsWindows() ? "amuro" : ".cache/amuro");
    }
}
