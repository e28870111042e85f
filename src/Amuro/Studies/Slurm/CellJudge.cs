using System.Globalization;

namespace Amuro.Studies.Slurm;

/// <summary>
/// Says where each cell stands. The folder is believed first; the queue tells of the rest why it is not there, and each end of a job is
/// counted once.
/// </summary>
internal sealed class CellJudge(SlurmExecutor options, SlurmWork work, SlurmRecords records, TimeProvider time)
{
    private readonly HashSet<string> _own = [.. work.Cells.Select(c => c.Id)];
    private readonly Dictionary<string, (int Failures, int Interruptions)> _ends = [];
    private readonly HashSet<(string Cell, string Array)> _counted = [];
    private readonly Dictionary<(string Array, int Index), long> _gone = [];
    private readonly Dictionary<string, string> _problems = [];
    private readonly Dictionary<string, string> _told = [];

    /// <summary>For so long what a job has stored may be invisible here: clients of NFS keep what they have seen for up to a minute.</summary>
    public TimeSpan Grace { get; } = TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(1).Ticks, options.PollInterval.Ticks * 4));

    /// <summary>Why cells were given up.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <summary>Looks at every cell.</summary>
    public IReadOnlyDictionary<string, CellStanding> Judge(SlurmQueue queue)
    {
        Dictionary<string, (SlurmArray Array, int Index)> places = LatestPlaces();
        Dictionary<string, CellStanding> standings = [];
        foreach (PlannedCell cell in work.Cells)
        {
            standings[cell.Id] = Judge(cell, places.TryGetValue(cell.Id, out var place) ? place : null, queue);
        }

        return standings;
    }

    /// <summary>The array and index under which each cell was submitted last.</summary>
    public Dictionary<string, (SlurmArray Array, int Index)> LatestPlaces()
    {
        Dictionary<string, (SlurmArray, int)> places = [];
        foreach (SlurmArray array in records.Arrays.Where(a => !a.Dropped))
        {
            foreach (SlurmPlace place in array.Elements)
            {
                foreach (string cell in place.Cells)
                {
                    places[cell] = (array, place.Index);
                }
            }
        }

        return places;
    }

    private CellStanding Judge(PlannedCell cell, (SlurmArray Array, int Index)? place, SlurmQueue queue)
    {
        CellState state = work.StateOf(cell.Id);
        if (state.Phase == CellPhase.Done)
        {
            return CellStanding.Done;
        }

        if (_problems.ContainsKey(cell.Id))
        {
            return CellStanding.GivenUp;
        }

        if (place is not var (array, index))
        {
            return state.Phase == CellPhase.Claimed ? CellStanding.UnderWay : CellStanding.Missing;
        }

        if (array.JobId is null)
        {
            return CellStanding.UnderWay;
        }

        SlurmJob? job = queue.Find(array, index);
        Tell(cell, array, index, job);
        return job?.Fate switch
        {
            SlurmFate.Alive => CellStanding.UnderWay,
            SlurmFate.Unsatisfiable => CellStanding.Missing,
            _ when !IsReady(cell) => CellStanding.Missing, // it could not but end: what it waited for did not succeed
            SlurmFate.Failed or SlurmFate.Interrupted => AfterEnd(cell, array, index, job),
            _ => state.Phase == CellPhase.Claimed || MayStillShow(array, index) ? CellStanding.UnderWay : AfterEnd(cell, array, index, job),
        };
    }

    private bool IsReady(PlannedCell cell) => cell.DependsOn.All(d => !_own.Contains(d) || work.StateOf(d).Phase == CellPhase.Done);

    private bool MayStillShow(SlurmArray array, int index)
    {
        long now = time.GetTimestamp();
        if (_gone.TryAdd((array.Name, index), now))
        {
            return true;
        }

        return time.GetElapsedTime(_gone[(array.Name, index)], now) < Grace;
    }

    private CellStanding AfterEnd(PlannedCell cell, SlurmArray array, int index, SlurmJob? job)
    {
        if (!_counted.Add((cell.Id, array.Name)))
        {
            return CellStanding.Missing;
        }

        (int failures, int interruptions) = _ends.GetValueOrDefault(cell.Id);
        bool failed = job?.Fate == SlurmFate.Failed;
        _ends[cell.Id] = (failures, interruptions) = failed ? (failures + 1, interruptions) : (failures, interruptions + 1);
        if (failures <= options.MaxRetries && interruptions <= options.MaxResubmissions)
        {
            return CellStanding.Missing;
        }

        string log = array.LogPath(work.Folder, index);
        string limit = failed ? Limit(nameof(options.MaxRetries), options.MaxRetries) : Limit(nameof(options.MaxResubmissions), options.MaxResubmissions);
        _problems[cell.Id] = $"{cell.Description}: {Describe(array, index, job)} ({limit}); {log}: {LogTail.Of(log)}";
        return CellStanding.GivenUp;
    }

    private void Tell(PlannedCell cell, SlurmArray array, int index, SlurmJob? job)
    {
        string text = Describe(array, index, job);
        if (_told.GetValueOrDefault(cell.Id) != text)
        {
            _told[cell.Id] = text;
            work.Report(cell.Id, text);
        }
    }

    private static string Limit(string option, int value) => string.Create(CultureInfo.InvariantCulture, $"{option} is {value}");

    private static string Describe(SlurmArray array, int index, SlurmJob? job)
    {
        string what = job is null ? "is no longer in the queue" : job.State.ToLowerInvariant().Replace('_', ' ');
        string why = job is null or { Reason: "" or "None" } ? "" : $", {job.Reason}";
        return string.Create(CultureInfo.InvariantCulture, $"job {array.JobId}_{index} {what}{why}");
    }
}
