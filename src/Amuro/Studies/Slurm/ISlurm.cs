namespace Amuro.Studies.Slurm;

/// <summary>The three commands of SLURM that are needed.</summary>
internal interface ISlurm
{
    /// <summary>Submits a script.</summary>
    /// <returns>Number of the job or array.</returns>
    /// <exception cref="SlurmUnavailableException">The controller did not answer; it may have taken the job all the same.</exception>
    /// <exception cref="AmuroException">SLURM refused the job.</exception>
    Task<long> SubmitAsync(string script, CancellationToken cancellationToken);

    /// <summary>The user's jobs, those included that ended a short while ago.</summary>
    /// <exception cref="SlurmUnavailableException">The controller did not answer.</exception>
    Task<IReadOnlyList<SlurmJob>> JobsAsync(CancellationToken cancellationToken);

    /// <summary>Cancels jobs: <c>17</c> a whole array, <c>17_3</c> one element. Those that are gone already are no error.</summary>
    /// <exception cref="SlurmUnavailableException">The controller did not answer.</exception>
    Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken);
}

/// <summary>SLURM's controller did not answer; it may do so later.</summary>
internal sealed class SlurmUnavailableException(string message) : Exception(message);
