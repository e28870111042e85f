using System.ComponentModel;
using System.Diagnostics;

namespace Amuro.Studies.Slurm;

/// <summary>What a command said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors);

/// <summary>Runs a command without a shell, so that no argument needs quoting.</summary>
internal static class CommandRunner
{
    // They would overrule what the script says.
    private static readonly string[] s_overruling =
    [
        "SBATCH_JOB_NAME", "SBATCH_ARRAY_INX", "SBATCH_OUTPUT", "SBATCH_ERROR", "SBATCH_OPEN_MODE", "SBATCH_REQUEUE", "SBATCH_NO_REQUEUE",
        "SBATCH_WAIT", "SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_NAMES", "SQUEUE_PARTITION", "SQUEUE_SORT", "SQUEUE_STATES", "SQUEUE_USERS",
    ];

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="AmuroException">There is no such program.</exception>
    /// <exception cref="SlurmUnavailableException">It did not end within the time.</exception>
    public static async Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan patience, CancellationToken cancellationToken)
    {
        using Process process = Start(program, arguments);
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token).ConfigureAwait(false);
            return new CommandResult(process.ExitCode, await output.ConfigureAwait(false), (await errors.ConfigureAwait(false)).Trim());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlurmUnavailableException($"{program}: no answer within {patience.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string name in s_overruling)
        {
            start.Environment.Remove(name);
        }

        start.Environment["SLURM_BITSTR_LEN"] = "0"; // else long lists of indices are cut short
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new AmuroException(
                $"SlurmExecutor: expected the program '{program}' of SLURM on the PATH, found none ({e.Message}); studies are submitted from a machine that has it", e);
        }
    }
}
