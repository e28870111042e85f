namespace Amuro.Studies.Slurm;

/// <summary>One element of a job array as the queue shows it.</summary>
/// <param name="ArrayId">Number of the array; that of the job, if it is no array.</param>
/// <param name="Index">Index within the array; 0, if it is no array.</param>
/// <param name="Name">Name of the job.</param>
/// <param name="State">What SLURM calls its state, such as <c>NODE_FAIL</c>.</param>
/// <param name="Reason">Why it waits, or why it ended.</param>
/// <param name="Restarts">How often SLURM itself has started it again.</param>
internal sealed record SlurmJob(long ArrayId, int Index, string Name, string State, string Reason, int Restarts = 0)
{
    /// <summary>What the state means to who waits for the job.</summary>
    public SlurmFate Fate => State switch
    {
        "COMPLETED" => SlurmFate.Completed,
        "FAILED" or "OUT_OF_MEMORY" or "DEADLINE" or "LAUNCH_FAILED" or "RECONFIG_FAIL" => SlurmFate.Failed,
        "CANCELLED" or "TIMEOUT" or "PREEMPTED" or "NODE_FAIL" or "BOOT_FAIL" or "REVOKED" => SlurmFate.Interrupted,
        "PENDING" when Reason == NeverSatisfied => SlurmFate.Unsatisfiable,

        // Waiting, running, being requeued, held, on its way out: what is not known is waited for.
        _ => SlurmFate.Alive,
    };

    /// <summary>The reason of a job whose predecessor did not succeed.</summary>
    public const string NeverSatisfied = "DependencyNeverSatisfied";
}

/// <summary>What a job's state means to who waits for it.</summary>
internal enum SlurmFate
{
    /// <summary>It runs, or is going to.</summary>
    Alive,

    /// <summary>It waits for a job that did not succeed, and would for ever.</summary>
    Unsatisfiable,

    /// <summary>It ended with exit code 0.</summary>
    Completed,

    /// <summary>It ended by itself, but not well.</summary>
    Failed,

    /// <summary>It was ended.</summary>
    Interrupted,
}
