using System.Text.RegularExpressions;
using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

/// <summary>A cluster in which nothing happens by itself: tests move the jobs.</summary>
internal sealed partial class FakeSlurm : ISlurm
{
    private readonly List<SlurmJob> _jobs = [];
    private long _last = 100;

    /// <summary>What <see cref="SubmitAsync"/> does instead of answering.</summary>
    public Func<Exception?> OnSubmit { get; set; } = () => null;

    /// <summary>Whether a submission that is not answered is taken all the same.</summary>
    public bool TakesSilently { get; set; }

    public bool Answers { get; set; } = true;

    public IReadOnlyList<SlurmJob> Jobs => _jobs;

    public List<string> Cancelled { get; } = [];

    public List<(long Id, string Text)> Submitted { get; } = [];

    public string NameOf(int submission) => NameLine().Match(Submitted[submission].Text).Groups[1].Value;

    public Task<long> SubmitAsync(string script, CancellationToken cancellationToken)
    {
        Exception? error = OnSubmit();
        if (error is null || TakesSilently)
        {
            string text = File.ReadAllText(script);
            Submitted.Add((++_last, text));
            string name = NameLine().Match(text).Groups[1].Value;
            bool waits = text.Contains("--dependency", StringComparison.Ordinal);
            _jobs.AddRange(ArrayIndices.Parse(ArrayLine().Match(text).Groups[1].Value)
                .Select(i => new SlurmJob(_last, i, name, "PENDING", waits ? "Dependency" : "Priority")));
        }

        return error is null ? Task.FromResult(_last) : Task.FromException<long>(error);
    }

    public Task<IReadOnlyList<SlurmJob>> JobsAsync(CancellationToken cancellationToken) => Answers
        ? Task.FromResult<IReadOnlyList<SlurmJob>>([.. _jobs])
        : Task.FromException<IReadOnlyList<SlurmJob>>(new SlurmUnavailableException("no answer"));

    public Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        Cancelled.AddRange(jobs);
        foreach (string job in jobs)
        {
            string[] parts = job.Split('_');
            Set(long.Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : null, "CANCELLED", "None");
        }

        return Task.CompletedTask;
    }

    public void Set(long array, int? index, string state, string reason = "None", int restarts = 0)
    {
        for (int i = 0; i < _jobs.Count; i++)
        {
            if (_jobs[i].ArrayId == array && (index is null || _jobs[i].Index == index))
            {
                _jobs[i] = _jobs[i] with { State = state, Reason = reason, Restarts = restarts };
            }
        }
    }

    public void Rename(long array, string name)
    {
        for (int i = 0; i < _jobs.Count; i++)
        {
            _jobs[i] = _jobs[i].ArrayId == array ? _jobs[i] with { Name = name } : _jobs[i];
        }
    }

    /// <summary>What happens to jobs that ended longer ago than MinJobAge.</summary>
    public void Forget(long array, int? index = null) => _jobs.RemoveAll(j => j.ArrayId == array && (index is null || j.Index == index));

    [GeneratedRegex(@"--job-name=(\S+)")]
    private static partial Regex NameLine();

    [GeneratedRegex(@"--array=([\d,-]+)")]
    private static partial Regex ArrayLine();
}
