using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amuro.Studies.Claims;

/// <summary>
/// Who computes which cell: <c>claims/CELL/ATTEMPT/</c>. An attempt is made by renaming a whole folder into its place, which one process
/// alone can do; nothing else is assumed of the file system. It is alive while its heartbeat, a counter, rises: an observer measures by
/// its own monotonic clock how long it has not, so nobody's wall clock matters. The highest attempt counts; lower ones publish nothing.
/// </summary>
internal sealed class ClaimBoard : IDisposable
{
    private const string OwnerName = "owner.json";
    private const string BeatName = "beat";
    private const string EndName = "end.json";

    // In place of the heartbeat, where a full disk has no room for the end: renaming needs none.
    private const string ReleasedName = "released";

    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _folder;
    private readonly ClaimTiming _timing;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly List<Claim> _held = [];
    private readonly Dictionary<(string Id, int Attempt), (long Beats, long Seen)> _seen = [];

    public ClaimBoard(string studyFolder, ClaimTiming? timing = null, TimeProvider? time = null)
    {
        _folder = Path.Combine(studyFolder, "claims");
        _timing = timing ?? ClaimTiming.Default;
        _time = time ?? TimeProvider.System;
        _timer = _time.CreateTimer(_ => Beat(), null, _timing.Beat, _timing.Beat);
    }

    /// <summary>Claims a cell if nobody holds it.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="attempt">
    /// The attempt that this is, told by who decides over attempts: it takes the place of all lower ones at once, alive or not. Default: the
    /// next one, and only where the latest has ended or shows no life.
    /// </param>
    /// <returns>The claim, or null: another process holds the cell.</returns>
    public Claim? TryClaim(string id, int? attempt = null)
    {
        ClaimView latest = Look(id);
        bool supersedes = attempt > latest.Attempt;
        if (!supersedes && (latest.IsHeld || attempt < latest.Attempt))
        {
            return null;
        }

        int number = Math.Max(attempt ?? 0, latest.Attempt + 1);
        string place = FolderOf(id, number);
        string temporary = $"{place}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            File.WriteAllText(Path.Combine(temporary, OwnerName), JsonSerializer.Serialize(ProcessIdentity.Current, s_options));
            File.WriteAllText(Path.Combine(temporary, BeatName), "0");
            Directory.Move(temporary, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            Directory.Delete(temporary, recursive: true);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            // A process that saw the study whole has just tidied it up.
            return null;
        }

        Claim claim = new(this, id, number, place);
        lock (_gate)
        {
            _held.Add(claim);
        }

        return claim;
    }

    /// <summary>The latest attempt at a cell. What is stale is known only to who has looked before.</summary>
    public ClaimView Look(string id)
    {
        int attempt = LatestOf(id);
        if (attempt == 0)
        {
            return ClaimView.None;
        }

        string folder = FolderOf(id, attempt);
        ClaimEnd? end = Read<ClaimEnd>(Path.Combine(folder, EndName));
        ProcessIdentity? owner = Read<ProcessIdentity>(Path.Combine(folder, OwnerName));
        long beats = BeatsOf(folder);
        bool stale = IsStale(id, attempt, beats);
        bool held = end is null && !File.Exists(Path.Combine(folder, ReleasedName)) && (IsOwn(id, attempt) || !(stale || owner is { HasEnded: true }));
        return new ClaimView(attempt, folder, owner, beats, end, held);
    }

    /// <summary>Number of the latest attempt; 0: there is none.</summary>
    public int LatestOf(string id)
    {
        string folder = Path.Combine(_folder, id);
        return Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Select(NumberOf).Append(0).Max()
            : 0;
    }

    /// <summary>Whether somebody is at any cell, of this study or another one in the folder.</summary>
    public bool IsAnythingHeld() =>
        Directory.Exists(_folder) && Directory.EnumerateDirectories(_folder).Any(d => Look(Path.GetFileName(d)).IsHeld);

    public void Dispose() => _timer.Dispose();

    internal void End(Claim claim, ClaimEnd end)
    {
        lock (_gate)
        {
            _held.Remove(claim);
        }

        try
        {
            Replace(Path.Combine(claim.Folder, EndName), JsonSerializer.Serialize(end, s_options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release(claim);
        }
    }

    private static void Release(Claim claim)
    {
        try
        {
            File.Move(Path.Combine(claim.Folder, BeatName), Path.Combine(claim.Folder, ReleasedName), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it looks killed, and is taken over as one that was.
        }
    }

    /// <summary>Renews every claim of this process, and gives up those that a higher attempt has taken the place of.</summary>
    internal void Beat()
    {
        Claim[] held;
        lock (_gate)
        {
            held = [.. _held];
        }

        foreach (Claim claim in held)
        {
            try
            {
                if (LatestOf(claim.Id) > claim.Attempt)
                {
                    claim.Lose();
                }
                else
                {
                    Replace(Path.Combine(claim.Folder, BeatName), (++claim.Beats).ToString(CultureInfo.InvariantCulture));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // The next beat may get through; if none does, another process takes over.
            }
        }
    }

    private string FolderOf(string id, int attempt) => Path.Combine(_folder, id, attempt.ToString(CultureInfo.InvariantCulture));

    private static int NumberOf(string attempt) =>
        int.TryParse(Path.GetFileName(attempt), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private bool IsOwn(string id, int attempt)
    {
        lock (_gate)
        {
            return _held.Any(c => c.Id == id && c.Attempt == attempt);
        }
    }

    private bool IsStale(string id, int attempt, long beats)
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            if (_seen.TryGetValue((id, attempt), out var last) && last.Beats == beats)
            {
                return _time.GetElapsedTime(last.Seen, now) > _timing.Patience;
            }

            _seen[(id, attempt)] = (beats, now);
            return false;
        }
    }

    private static long BeatsOf(string folder)
    {
        try
        {
            return long.TryParse(File.ReadAllText(Path.Combine(folder, BeatName)), NumberStyles.None, CultureInfo.InvariantCulture, out long beats) ? beats : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), s_options) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // Not flushed to the disk: after a power cut no process is alive either.
    private static void Replace(string path, string text)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
