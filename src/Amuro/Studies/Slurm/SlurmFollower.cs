using System.Globalization;

namespace Amuro.Studies.Slurm;

/// <summary>Submits what is missing, looks at the queue and at the folder, submits again what was lost, until all is done or given up.</summary>
internal sealed class SlurmFollower
{
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromMinutes(10);

    private readonly SlurmExecutor _options;
    private readonly ISlurm _slurm;
    private readonly SlurmWork _work;
    private readonly TimeProvider _time;
    private readonly SlurmRecords _records;
    private readonly CellJudge _judge;
    private readonly WaveSubmitter _submitter;
    private bool _answered;
    private long? _refused;

    public SlurmFollower(SlurmExecutor options, ISlurm slurm, SlurmWork work, TimeProvider time)
    {
        (_options, _slurm, _work, _time) = (options, slurm, work, time);
        _records = new SlurmRecords(work.Folder);
        _judge = new CellJudge(options, work, _records, time);
        _submitter = new WaveSubmitter(options, slurm, work, _records, time);
    }

    /// <summary>Follows the jobs to the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await StepAsync(cancellationToken).ConfigureAwait(false))
            {
                await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_options.KeepJobsOnCancel)
        {
            await CancelOwnAsync().ConfigureAwait(false);
            throw;
        }

        ThrowIfGivenUpInSilence();
    }

    /// <summary>Submits what is missing, and stays only until SLURM has said the number of every array.</summary>
    public async Task SubmitAsync(CancellationToken cancellationToken)
    {
        while (!await StepAsync(cancellationToken).ConfigureAwait(false) && _records.Arrays.Any(a => a.JobId is null && !a.Dropped))
        {
            await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One look, and what follows from it.</summary>
    /// <returns>Whether there is nothing left to wait for.</returns>
    internal async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            SlurmQueue queue = new(await _slurm.JobsAsync(cancellationToken).ConfigureAwait(false));
            _answered = true;
            _records.Reload();
            await _submitter.ResolveAsync(queue, _judge.Grace, cancellationToken).ConfigureAwait(false);
            IReadOnlyDictionary<string, CellStanding> standings = _judge.Judge(queue);
            await _slurm.CancelAsync(Superfluous(queue), cancellationToken).ConfigureAwait(false);
            bool submitted = await SubmitAsync(standings, queue, cancellationToken).ConfigureAwait(false);
            return !submitted && IsOver(standings);
        }
        catch (SlurmUnavailableException e) when (_answered)
        {
            _work.Report(_work.Cells[0].Id, e.Message); // the jobs go on without the controller, and so does this
            return false;
        }
        catch (SlurmUnavailableException e)
        {
            throw new AmuroException($"SlurmExecutor: expected SLURM to answer, found: {e.Message}", e);
        }
    }

    private async Task<bool> SubmitAsync(
        IReadOnlyDictionary<string, CellStanding> standings, SlurmQueue queue, CancellationToken cancellationToken)
    {
        if (_refused is { } refused && _time.GetElapsedTime(refused) < s_afterRefusal && standings.Values.Contains(CellStanding.UnderWay))
        {
            return false;
        }

        Dictionary<string, (SlurmArray Array, int Index)> places = _judge.LatestPlaces();
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{_records.Study}-{_records.Next}");
        IReadOnlyList<SlurmArray> arrays = WavePlanner.Plan(_work, standings, AttemptOf, prefix, _options.MaxArraySize);
        if (arrays.Count == 0)
        {
            return false;
        }

        try
        {
            await _submitter.SubmitAsync(arrays, cancellationToken).ConfigureAwait(false);
            _refused = null;
            return true;
        }
        catch (AmuroException e) when (standings.Values.Contains(CellStanding.UnderWay) || _records.Arrays.Any(a => arrays.Any(n => n.Name == a.Name) && a.JobId is not null))
        {
            // Most often the user's limit of jobs: there is room again when some of those that are there have ended.
            _refused = _time.GetTimestamp();
            _work.Report(_work.Cells[0].Id, e.Message);
            return true;
        }

        int AttemptOf(string cell) => places.TryGetValue(cell, out var place)
            ? Math.Max(_work.StateOf(cell).Attempt, place.Array.Attempt + (queue.Find(place.Array, place.Index)?.Restarts ?? 0))
            : _work.StateOf(cell).Attempt;
    }

    private bool IsOver(IReadOnlyDictionary<string, CellStanding> standings)
    {
        return _work.Cells.All(c => IsSettled(c.Id) || c.DependsOn.Any(IsLost));

        bool IsSettled(string id) => standings[id] is CellStanding.Done or CellStanding.GivenUp;
        bool IsLost(string id) => standings.TryGetValue(id, out CellStanding standing) && standing == CellStanding.GivenUp;
    }

    // Jobs that would wait for ever, and jobs of cells that the study does not have any more.
    private string[] Superfluous(SlurmQueue queue)
    {
        HashSet<string> cells = [.. _work.Cells.Select(c => c.Id)];
        return
        [
            .. from array in _records.Arrays
               where array.JobId is not null
               from place in array.Elements
               let job = queue.Find(array, place.Index)
               where job?.Fate == SlurmFate.Unsatisfiable || (job?.Fate == SlurmFate.Alive && !place.Cells.Any(c => cells.Contains(c) || _work.Knows(c)))
               select string.Create(CultureInfo.InvariantCulture, $"{array.JobId}_{place.Index}"),
        ];
    }

    private async Task CancelOwnAsync()
    {
        try
        {
            IReadOnlyList<SlurmJob> jobs = await _slurm.JobsAsync(CancellationToken.None).ConfigureAwait(false);
            string[] own =
            [
                .. jobs.Where(j => j.Name.StartsWith(_records.Study + "-", StringComparison.Ordinal) && j.Fate is SlurmFate.Alive or SlurmFate.Unsatisfiable)
                    .Select(j => WaveSubmitter.JobText(j.ArrayId)).Distinct(),
            ];
            await _slurm.CancelAsync(own, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SlurmUnavailableException or AmuroException)
        {
            _work.Report(_work.Cells[0].Id, $"the jobs could not be cancelled: {e.Message}");
        }
    }

    // What the folder knows to have failed the study itself reports.
    private void ThrowIfGivenUpInSilence()
    {
        if (_judge.Problems.Keys.Any(id => _work.StateOf(id).Phase != CellPhase.Failed))
        {
            throw new AmuroException("SlurmExecutor: " + string.Join("; ", _judge.Problems.Values.Distinct()));
        }
    }
}
