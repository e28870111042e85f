using Amuro.Runtime;

namespace Amuro.Studies.Slurm;

/// <summary>Hands arrays to SLURM, and finds those again whose number was never written down.</summary>
internal sealed class WaveSubmitter(SlurmExecutor options, ISlurm slurm, SlurmWork work, SlurmRecords records, TimeProvider time)
{
    private readonly Dictionary<string, long> _unresolved = [];

    /// <summary>Submits a wave, array by array.</summary>
    /// <exception cref="SlurmUnavailableException">SLURM may have an array without saying so; <see cref="ResolveAsync"/> finds out later.</exception>
    /// <exception cref="AmuroException">SLURM refused an array; it and those behind it are dropped.</exception>
    public async Task SubmitAsync(IReadOnlyList<SlurmArray> arrays, CancellationToken cancellationToken)
    {
        if (!records.TryBegin(arrays))
        {
            return; // another process follows the study, too, and was first
        }

        Dictionary<string, long> numbers = [];
        for (int i = 0; i < arrays.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SlurmArray array = arrays[i];
            string script = array.ScriptPath(work.Folder);
            try
            {
                string text = JobScript.Of(options, work.Folder, array, array.After is null ? null : numbers[array.After], Environment.CurrentDirectory);
                AtomicFile.WriteText(array.CellsPath(work.Folder), array.CellsText);
                AtomicFile.WriteText(script, text);
                numbers[array.Name] = await slurm.SubmitAsync(script, cancellationToken).ConfigureAwait(false);
            }
            catch (AmuroException)
            {
                foreach (SlurmArray dropped in arrays.Skip(i))
                {
                    records.Update(dropped with { Dropped = true });
                }

                throw;
            }

            records.Update(array with { JobId = numbers[array.Name] });
        }
    }

    /// <summary>
    /// Arrays without a number: a process died, or SLURM fell silent, between submission and record. The name tells whether SLURM has one;
    /// what it does not have after a while is dropped, and planned anew.
    /// </summary>
    /// <param name="queue">The queue now.</param>
    /// <param name="grace">How long another process may need to write a number down.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ResolveAsync(SlurmQueue queue, TimeSpan grace, CancellationToken cancellationToken)
    {
        foreach (SlurmArray array in records.Arrays.Where(a => a.JobId is null && !a.Dropped).ToArray())
        {
            IReadOnlyList<long> found = queue.ArraysNamed(array.Name);
            if (found.Count > 0)
            {
                records.Update(array with { JobId = found[0] });
                await slurm.CancelAsync([.. found.Skip(1).Select(JobText)], cancellationToken).ConfigureAwait(false);
            }
            else if (!_unresolved.TryAdd(array.Name, time.GetTimestamp()) && time.GetElapsedTime(_unresolved[array.Name]) >= grace)
            {
                records.Update(array with { Dropped = true });
            }
        }
    }

    public static string JobText(long array) => array.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
