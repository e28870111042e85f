namespace Amuro.Studies.Slurm;

/// <summary>The queue at one moment.</summary>
internal sealed class SlurmQueue
{
    private readonly Dictionary<(long Array, int Index), SlurmJob> _jobs = [];

    public SlurmQueue(IEnumerable<SlurmJob> jobs)
    {
        foreach (SlurmJob job in jobs)
        {
            if (!_jobs.TryGetValue((job.ArrayId, job.Index), out SlurmJob? known) || known.Fate != SlurmFate.Alive)
            {
                _jobs[(job.ArrayId, job.Index)] = job;
            }
        }
    }

    /// <summary>The job of one element; null: the queue does not know it any more, or not yet.</summary>
    /// <remarks>The name has to agree: a controller that died and lost its state gives numbers away again.</remarks>
    public SlurmJob? Find(SlurmArray array, int index) =>
        array.JobId is { } id && _jobs.TryGetValue((id, index), out SlurmJob? job) && job.Name == array.Name ? job : null;

    /// <summary>The numbers of the arrays of a name, the first one first.</summary>
    public IReadOnlyList<long> ArraysNamed(string name) => [.. _jobs.Values.Where(j => j.Name == name).Select(j => j.ArrayId).Distinct().Order()];
}
